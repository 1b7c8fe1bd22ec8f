from django.urls import path

from baomi.organization.policy import needs
from personnel.pages.own import mine

urlpatterns = [path("personnel/mine/", needs("personnel.mine.view")(mine), name="personnel-mine")]
