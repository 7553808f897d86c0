"""Django's form classes under their model's name, as in ``ModelForm[Child]``.

Only a type checker reads what stands in brackets; Django's own classes take nothing there when the site runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.forms import ModelChoiceField as ModelChoiceField
    from django.forms import ModelForm as ModelForm
else:
    from django import forms

    class _Bracketed:
        def __class_getitem__(cls, model: object) -> type:
            return cls

    class ModelForm(_Bracketed, forms.ModelForm):
        """Django's, which bears the brackets."""

    class ModelChoiceField(_Bracketed, forms.ModelChoiceField):
        """Django's, which bears the brackets."""
