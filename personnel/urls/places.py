from django.urls import path

from baomi.organization.policy import needs, signed_in
from personnel.pages import places

urlpatterns = [
    path(
        "personnel/places/<int:pk>/confirm/",
        signed_in(places.ConfirmView.as_view()),
        name="place-confirm",
    ),
    path(
        "personnel/accesses/<int:pk>/revoke/",
        needs("personnel.access.revoke")(places.RevokeView.as_view()),
        name="access-revoke",
    ),
    path(
        "personnel/entries/<int:pk>/book/",
        signed_in(places.BookView.as_view()),
        name="entry-book",
    ),
]
