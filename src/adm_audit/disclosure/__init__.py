"""The edition for the public: counts rounded and hidden before anything is computed, and the attack on it."""
