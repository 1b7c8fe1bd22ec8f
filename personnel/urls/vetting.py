from django.urls import path

from baomi.organization.policy import needs
from personnel.pages import vetting as pages

ADD = needs("personnel.vettings.add")
FILL = needs("personnel.vettings.change")
READ = needs("personnel.vetting.read_dossier")
GIVE_UP = needs("personnel.vetting.give_up")
VETTING = "personnel/vettings/<int:pk>"

urlpatterns = [
    path("personnel/vettings/new/", ADD(pages.StartView.as_view()), name="vetting-start"),
    path(f"{VETTING}/edit/", FILL(pages.EditView.as_view()), name="vetting-fill"),
    path(f"{VETTING}/edit/draft/", FILL(pages.DraftView.as_view()), name="vetting-draft"),
    path(f"{VETTING}/edit/lacking/", FILL(pages.LackingView.as_view()), name="vetting-lacking"),
    path(f"{VETTING}/reveal/<str:field>/", READ(pages.ReadView.as_view()), name="vetting-read"),
    path("personnel/people/<int:pk>/give-up/", GIVE_UP(pages.GiveUpView.as_view()), name="vetting-give-up"),
]
