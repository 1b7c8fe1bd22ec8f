"""Pages of the organisation that are no register."""

from django.urls import path

from baomi.organization.pages import accounts, login, own, people, site
from baomi.organization.pages.deeds import page

urlpatterns = [
    path("login/", login.log_in, name="login"),
    path("logout/", login.log_out, name="logout"),
    path("password/", login.password, name="password"),
    path("second-factor/", login.second_factor_page, name="second_factor"),
    path("preferences/keys/", own.single_keys, name="single_keys"),
    path("organization/staff/<int:pk>/photo/", people.photo, name="staff_photo"),
    path("organization/staff/<int:pk>/photo/new/", people.set_photo, name="staff_set_photo"),
    path("organization/staff/<int:pk>/reveal/", people.reveal, name="staff_reveal"),
    path("organization/staff/<int:pk>/reveal/<str:field>/", people.reveal, name="staff_reveal_field"),
    path("organization/parameters/", site.parameter_list, name="parameters"),
    path("organization/parameters/<str:key>/", site.parameter, name="parameter"),
    path("organization/calendar/", site.calendar, name="calendar"),
    path("organization/calendar/<int:year>/", site.calendar, name="calendar_year"),
    *(
        path(f"organization/{register}/<int:pk>/{name}/", page(deed, register), name=f"{register}_{name}")
        for register, deeds in accounts.DEEDS.items()
        for name, deed in deeds.items()
    ),
]
