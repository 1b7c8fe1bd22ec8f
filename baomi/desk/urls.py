"""Addresses of the desk."""

from django.urls import path

from baomi.desk.pages import home

urlpatterns = [
    path("", home.desk, name="desk"),
]
