"""Vans and wishes as rows, and who asked for a school's vans."""

import pghistory
from django.conf import settings
from django.db import models


@pghistory.track()
class Fleet(models.Model):
    """The vans of an operator."""

    operator = models.OneToOneField("city.Operator", models.PROTECT)
    vans = models.PositiveIntegerField()


@pghistory.track()
class Wish(models.Model):
    """How many pupils a school would drive."""

    school = models.OneToOneField("city.School", models.PROTECT)
    pupils = models.PositiveIntegerField()


@pghistory.track()
class Request(models.Model):
    """Who asked their school to wish for vans."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    school = models.ForeignKey("city.School", models.PROTECT)
    why = models.CharField(max_length=200)
