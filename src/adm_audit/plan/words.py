"""Words by which columns and values are recognised, in seven languages.

English, French, German, Dutch, Spanish, Italian and Polish; without accents, in lower case. A word that ends
in ``*`` also fits longer words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

ROLES: dict[str, str] = {
    "decision": (
        "selected selection decision granted approved refused rejected inspected hired admitted "
        "admit offered offer awarded checked offre retenu accorde refuse decision* entscheid* "
        "bewilligt abgelehnt ausgewahlt eingeladen besluit* toegekend afgewezen geselecteerd "
        "seleccionad* concedid* denegad* aprobad* selezionat* concess* respint* approvat* wybran* "
        "decyzj* przyznan* odmow* issue"
    ),
    "outcome": (
        "irregularity irregularities fraud outcome fault found qualified label truth recid* "
        "default reoffend* betrug ergebnis unregelmass* festgestellt qualifiziert fraude resultat "
        "irregularit* qualifi* anomalie uitkomst onregelmatig* resultaat irregularidad* resultado "
        "apto esito frode idoneo nieprawidlow* wynik oszust*"
    ),
    "score": (
        "score risk probability points rating decile punkte punktzahl risiko* wahrscheinlichkeit "
        "risque probabilite risicoscore risico kans puntuacion riesgo probabilidad punteggio "
        "rischio probabilita ryzyko punkty"
    ),
    "recommendation": (
        "flag flagged alert recommendation recommended predicted prediction empfehlung vorschlag "
        "recommandation alerte aanbeveling advies recomendacion alerta raccomandazione "
        "segnalazione rekomendacja"
    ),
    "route": (
        "route random sample auswahlweg zufall* stichprobe voie aleatoire echantillon steekproef "
        "aselect via muestra aleatori* campione casuale losow* proba"
    ),
    "weight": (
        "weight weights gewicht gewichtung hochrechnung* poids ponderation weging weegfactor peso "
        "ponderacion ponderazione waga"
    ),
    "count": (
        "n count counts number anzahl personen falle nombre effectif* aantal personas numero "
        "recuento conteggio persone liczba osob people persons cases homes"
    ),
    "period": (
        "date day month quarter year datum tag monat quartal jahr jour mois trimestre annee maand "
        "kwartaal jaar fecha mes ano giorno mese anno data miesiac kwartal rok"
    ),
    "stratum": (
        "household family department post position job type category size haushalt* familie "
        "abteilung stelle menage foyer poste service huishouden* afdeling functie hogar "
        "departamento puesto nucleo ufficio posto gospodarstw* stanowisk* wydzial"
    ),
}

GROUNDS: dict[str, str] = {
    "sex": "sex gender geschlecht sexe genre geslacht sexo genero sesso genere plec",
    "age": "age alter altersgruppe leeftijd* edad eta wiek",
    "ethnic_origin": (
        "origin ethnic* race migration* herkunft migrationshintergrund origine herkomst afkomst origen etni* pochodzen*"
    ),
    "nationality": (
        "nationalit* citizenship staatsangehorig* nationaliteit nacionalidad nazionalita "
        "cittadinanza obywatelstw* narodowos*"
    ),
    "disability": "disab* behinder* handicap beperking discapacidad* niepelnospraw*",
    "religion_belief": "religi* belief konfession confession geloof wyznani*",
    "language": "language sprache muttersprache langue taal moedertaal idioma lengua lingua jezyk",
    "sexual_orientation": "sexual_orientation",
    "gender_identity": "gender_identity",
}

YES = frozenset(
    {
        "1", "approved", "granted", "j", "ja", "o", "oui", "s", "selected", "si", "t", "tak", "true", "x",
        "y", "yes",
    }
)  # fmt: skip
RANDOM = "random zufall* zufallig* stichprobe aleatoire hasard aselect steekproef aleatori* casual* losow* lot lottery"
UNKNOWN = frozenset(
    {
        "-", "?", "brak danych", "desconocido", "inconnu", "k. a.", "k.a.", "keine angabe", "missing",
        "n.a.", "n/a", "na", "nan", "nc", "niet bekend", "nieznane", "nieznany", "no consta", "non noto",
        "non renseigne", "not known", "not recorded", "not stated", "null", "ohne angabe", "onbekend",
        "sconosciuto", "unbekannt", "unknown",
    }
)  # fmt: skip
TOTALS = frozenset(
    {
        "ensemble", "gesamt", "insgesamt", "ogolem", "razem", "somme", "sum", "suma", "summe", "totaal",
        "total", "totale", "totals", "zusammen",
    }
)  # fmt: skip


def plain(text: str) -> str:
    """Return a text in lower case, without accents.

    >>> plain("Âge"), plain("Płeć"), plain("ausgewählt")
    ('age', 'plec', 'ausgewahlt')
    """
    letters = unicodedata.normalize("NFKD", text.casefold().replace("ł", "l"))
    return "".join(sign for sign in letters if not unicodedata.combining(sign)).strip()


def fits(name: str, words: str | Iterable[str]) -> int:
    """Return how well the name of a column fits a list of words: 3 wholly, 2 one part, 1 the start, 0 not.

    >>> fits("decision", "decision"), fits("risk_score", "score"), fits("niepelnosprawnosc", "niepelnospraw*")
    (3, 2, 1)
    >>> fits("message", "age")
    0
    """
    split = re.sub(r"([a-z])([A-Z])", r"\1 \2", name)
    parts = [part for part in re.split(r"[\W_]+", plain(split)) if part]
    whole = "_".join(parts)
    best = 0
    for word in words.split() if isinstance(words, str) else words:
        if word.endswith("*"):
            best = max(best, 1 if any(part.startswith(word[:-1]) for part in parts) else 0)
        elif word == whole:
            best = 3
        elif word in parts:
            best = max(best, 2)
    return best
