"""Model fields for personal data: encrypted at rest, searchable only by exact value, masked on the page.

Both belong on models with a `uuid`. The historical models of simple-history copy them: the text there is bound to
the *base* table and the same uuid, so an old version opens as the record does, and the blind index stays empty.
"""

from collections.abc import Callable

from django.core.checks import Error
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.forms import TextInput

from baomi.core import crypto
from baomi.core.validators import normalise_digits


class Ciphertext(str):
    """A token as the database holds it; everything else in an encrypted field is clear text."""


def mask_tail(text: str) -> str:
    """All but the last four characters as stars; short texts entirely."""
    return "*" * len(text) if len(text) <= 4 else "*" * (len(text) - 4) + text[-4:]


def mask_phone(text: str) -> str:
    """138****5678."""
    return text[:3] + "****" + text[-4:] if len(text) >= 11 else mask_tail(text)


def mask_identity(text: str) -> str:
    """110***********123X: region of three digits and the last four stay."""
    return text[:3] + "*" * 11 + text[-4:] if len(text) == 18 else mask_tail(text)


class EncryptedAttribute(DeferredAttribute):
    """Opens the text when it is read; rows nobody looks at are never decrypted."""

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        if isinstance(value, Ciphertext):
            return crypto.decrypt(value, self.field.bound_to(instance))
        return value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class EncryptedTextField(models.TextField):
    """Text kept as SM4-GCM, bound to base table, column, the record's uuid and the key id.

    Attribute access gives clear text and raises `crypto.Undecryptable` when the stored text was altered or comes
    from another row or column. Every save encrypts anew, which also moves the row to the current key.
    `update()` and lookups other than `isnull` and the empty text are refused: search through a BlindIndexField.
    `mask` turns the clear text into what a page may show without a logged reveal.
    """

    descriptor_class = EncryptedAttribute

    def __init__(self, *args, mask: Callable[[str], str] = mask_tail, **kwargs):
        self.mask = mask
        super().__init__(*args, **kwargs)

    def bound_to(self, instance) -> bytes:
        """Table, column and uuid that the text of this instance belongs to."""
        return "\x1f".join((_base(instance)._meta.db_table, self.column, str(instance.uuid))).encode()

    def pre_save(self, model_instance, add):
        text = getattr(model_instance, self.attname)
        return Ciphertext(crypto.encrypt(text, self.bound_to(model_instance))) if text else text

    def from_db_value(self, value, expression, connection):
        return Ciphertext(value) if value else value

    def get_prep_value(self, value):
        if value and not isinstance(value, Ciphertext):
            raise TypeError(f"{self.name} is encrypted: save the instance, search through its blind index.")
        return None if value is None else str(value)

    def get_lookup(self, lookup_name):
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "isnull") else None

    def formfield(self, **kwargs):
        return super().formfield(**{"widget": TextInput, **kwargs})

    def check(self, **kwargs):
        return [*super().check(**kwargs), *_needs_uuid(self)]


class BlindIndexField(models.CharField):
    """HMAC-SM3 of another field's normalised value, for exact search and for uniqueness; never editable.

    Filled in `pre_save` from `source`; an empty source gives NULL, so that `unique=True` allows many empty ones.
    Historical models keep it empty. Saving with `update_fields` must name it beside its source.
    """

    def __init__(self, *args, source: str, **kwargs):
        self.source = source
        options = {"max_length": 64, "null": True, "editable": False, "db_index": True, **kwargs}
        super().__init__(*args, **options)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def digest(self, value: str | None) -> str | None:
        """The index of a value as typed; None for nothing."""
        text = normalise_digits(value or "")
        return (
            crypto.mac(f"blind index {self.model._meta.db_table}.{self.source}", text.encode())
            if text
            else None
        )

    def pre_save(self, model_instance, add):
        historical = _base(model_instance) is not type(model_instance)
        value = None if historical else self.digest(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value


def masked(instance, name: str) -> str:
    """The encrypted field's value with its mask on; empty for nothing."""
    text = getattr(instance, name)
    return instance._meta.get_field(name).mask(text) if text else ""


def find(queryset, name: str, value: str):
    """Rows whose blind index `name` matches the value as typed; none for an empty value."""
    digest = queryset.model._meta.get_field(name).digest(value)
    return queryset.filter(**{name: digest}) if digest else queryset.none()


def _base(instance) -> type[models.Model]:
    """The instance's model, or for a historical model of simple-history the model it keeps versions of."""
    return getattr(type(instance), "instance_type", type(instance))


def _needs_uuid(field) -> list[Error]:
    try:
        field.model._meta.get_field("uuid")
    except FieldDoesNotExist:
        hint = "给模型加 uuid 字段，密文与它绑定。"
        return [
            Error(f"{field.model.__name__} 有加密字段却没有 uuid。", hint=hint, obj=field, id="baomi.E011")
        ]
    return []
