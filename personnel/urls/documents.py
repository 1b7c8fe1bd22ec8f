"""Pages on which documents change hands, and of the stock-take."""

from django.urls import path

from baomi.organization.policy import needs
from personnel.pages import documents

KEEP, COUNT = needs("personnel.document.keep"), needs("personnel.document.count")
DOCUMENT = "personnel/documents/<int:pk>"
STOCKTAKE = "personnel/stocktakes/<int:pk>"

urlpatterns = [
    path(f"{DOCUMENT}/deposit/", KEEP(documents.DepositView.as_view()), name="personnel-document-deposit"),
    path(f"{DOCUMENT}/hand-out/", KEEP(documents.HandOutView.as_view()), name="personnel-document-hand-out"),
    path(
        f"{DOCUMENT}/take-back/", KEEP(documents.TakeBackView.as_view()), name="personnel-document-take-back"
    ),
    path(
        f"{DOCUMENT}/give-back/", KEEP(documents.GiveBackView.as_view()), name="personnel-document-give-back"
    ),
    path(
        f"{DOCUMENT}/cancel/", KEEP(documents.CancelDocumentView.as_view()), name="personnel-document-cancel"
    ),
    path(f"{DOCUMENT}/lost/", KEEP(documents.LostView.as_view()), name="personnel-document-lost"),
    path(
        f"{DOCUMENT}/reveal/<str:field>/",
        needs("personnel.document.reveal")(documents.RevealView.as_view()),
        name="personnel-document-reveal",
    ),
    path(f"{STOCKTAKE}/tick/", COUNT(documents.TickView.as_view()), name="personnel-stocktake-tick"),
    path(f"{STOCKTAKE}/finish/", COUNT(documents.FinishView.as_view()), name="personnel-stocktake-finish"),
]
