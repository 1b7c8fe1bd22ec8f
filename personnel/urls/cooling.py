from django.urls import URLPattern, path

from baomi.organization.policy import needs
from personnel.pages import cooling

LETTER = needs("personnel.cooling.letter")

urlpatterns: list[URLPattern] = [
    path(
        "personnel/cooling/<int:pk>/letter/",
        LETTER(cooling.LetterView.as_view()),
        name="personnel-cooling-letter",
    ),
    path(
        "personnel/cooling/<int:pk>/receipt/",
        LETTER(cooling.ReceiptView.as_view()),
        name="personnel-cooling-receipt",
    ),
    path(
        "personnel/enquiries/<int:pk>/answer/",
        needs("personnel.enquiry.answer")(cooling.AnswerView.as_view()),
        name="personnel-enquiry-answer",
    ),
    path(
        "personnel/releases/<int:pk>/filing/",
        needs("personnel.release.file")(cooling.FilingView.as_view()),
        name="personnel-release-filing",
    ),
]
