from django.urls import path

from baomi.organization.policy import needs
from personnel.pages.people import print_blank, print_ledger

VIEW = needs("personnel.people.view")

urlpatterns = [
    path("personnel/people/f15/", VIEW(print_ledger), name="personnel-people-f15"),
    path("personnel/people/f15/blank.pdf", VIEW(print_blank), name="personnel-people-f15-blank"),
]
