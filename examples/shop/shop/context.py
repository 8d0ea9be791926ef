"""Who is on the other end of a connection."""

from dataclasses import dataclass


@dataclass(frozen=True)
class UserContext:
    """One user, checked once here so that nothing behind has to ask again.

    Frozen, because the registry files connections by ``user_id``.
    """

    user_id: str
    locale: str = "en"
    currency: str = "EUR"

    def __post_init__(self):
        if not isinstance(self.user_id, str) or not self.user_id.strip():
            raise ValueError("user_id must be a text that is not empty")
        if not self.locale:
            raise ValueError("locale must not be empty")
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError(f"currency must be three capital letters, not {self.currency!r}")
