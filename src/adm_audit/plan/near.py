"""Names of columns that state a protected ground without being called after it: near synonyms.

In the languages, and in the notation, of `adm_audit.plan.words`. Only what states the ground itself stands here. What
merely goes with it (a neighbourhood, a postcode, an income) is a proxy: its strength can be measured, a name proves
nothing.
"""

from __future__ import annotations

import re

from adm_audit.plan.words import GROUNDS, fits, plain

NEAR: dict[str, str] = {
    "sex": (
        "male female woman women salutation anrede civilite aanhef tratamiento appellativo maiden_name "
        "pregnan* schwanger* enceinte zwanger* embaraz* gravidanza ciaz*"
    ),
    "age": (
        "birthdate date_of_birth birth_date birthday dob birth_year year_of_birth geburtsdatum geburtsjahr "
        "geburtstag* jahrgang date_de_naissance annee_de_naissance date_naissance annee_naissance geboortedatum "
        "geboortejaar fecha_de_nacimiento fecha_nacimiento ano_de_nacimiento data_di_nascita anno_di_nascita "
        "data_nascita data_urodzenia rok_urodzenia"
    ),
    "ethnic_origin": (
        "race racial ethnicity skin_colour skin_color rasse hautfarbe ethnie couleur_de_peau ras huidskleur raza razza "
        "rasa birthplace place_of_birth country_of_birth birth_country foreign_born born_abroad geburtsort geburtsland "
        "lieu_de_naissance pays_de_naissance lieu_naissance pays_naissance geboorteplaats geboorteland "
        "lugar_de_nacimiento pais_de_nacimiento luogo_di_nascita paese_di_nascita miejsce_urodzenia kraj_urodzenia "
        "first_name firstname forename given_name surname last_name lastname family_name vorname nachname familienname "
        "prenom nom_de_famille voornaam achternaam nombre_de_pila apellido* nome_proprio cognome imie nazwisko"
    ),
    "nationality": (
        "citizen* foreigner* foreign_national passport* residence_permit residence_status immigra* asylum* refugee* "
        "auslander* aufenthaltstitel aufenthaltsstatus pass_nummer reisepass* asyl* fluchtling* etranger* "
        "titre_de_sejour passeport* refugie* vreemdeling* verblijfsvergunning verblijfsstatus paspoort* vluchteling* "
        "extranjer* pasaporte* permiso_de_residencia refugiad* stranier* passaporto* permesso_di_soggiorno rifugiat* "
        "cudzoziem* paszport* zezwolenie_na_pobyt uchodzc*"
    ),
    "disability": (
        "impair* wheelchair* schwerbehind* rollstuhl* invalidity invaliditat invalidite invaliditeit invalidez invalidita "
        "inwalid* fauteuil_roulant rolstoel* minusvalia silla_de_ruedas sedia_a_rotelle diagnosis diagnose diagnostico "
        "diagnosi diagnoza illness krankheit maladie ziekte enfermedad malattia choroba"
    ),
    "religion_belief": "church_tax kirchensteuer* croyance* foi creencia* fede wiara",
    "language": "tongue interpreter* dolmetsch* interprete* tolk* tlumacz*",
    "sexual_orientation": "sexuelle_orientierung orientation_sexuelle seksuele_gerichtheid orientacion_sexual",
    "gender_identity": "transgender* trans_status geschlechtsidentit* identite_de_genre genderidentiteit",
}
"""Near synonyms of each ground."""


def ground_by_name(column: str) -> str | None:
    """Return the protected ground that a column states by its name, or None.

    The best fit wins: the whole name before some words of it, and these before the beginning of a word.

    >>> [ground_by_name(name) for name in ("contact_language", "Geburtsland", "first_name_1", "postcode", "income")]
    ['language', 'ethnic_origin', 'ethnic_origin', None, None]
    """
    found = {ground: _fit(column, f"{GROUNDS.get(ground, '')} {words}") for ground, words in NEAR.items()}
    best = max(found, key=lambda ground: found[ground])
    return best if found[best] else None


def _fit(column: str, words: str) -> int:
    """Return how well a name fits, as in `fits`; several words in a row count as one word of it."""
    whole = "_".join(part for part in re.split(r"[\W_]+", plain(column)) if part)
    inside = any("_" in word and f"_{word}_" in f"_{whole}_" for word in words.split())
    return max(fits(column, words), 2 if inside else 0)
