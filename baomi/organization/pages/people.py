"""A person's photo, and the logged look at what is encrypted."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from baomi.core.errors import NotFound, Refusal
from baomi.organization import policy
from baomi.organization.actions import staff as actions
from baomi.organization.forms import PhotoForm, RevealForm
from baomi.organization.models import Staff
from baomi.organization.policy import needs


@needs("organization.person.see_photo")
@require_GET
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """The portrait as kept. A person without one answers like a person who does not exist."""
    person = _person(request, pk, "organization.person.see_photo")
    if not person.photo:
        raise NotFound
    return FileResponse(person.photo.open("rb"), content_type="image/jpeg", filename=f"{person.number}.jpg")


@needs("organization.person.set_photo")
@require_http_methods(["GET", "POST"])
def set_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Upload a portrait."""
    person = _person(request, pk, "organization.person.set_photo")
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_photo(request.user, person, form.cleaned_data["photo"])
        except Refusal as refusal:
            form.add_error("photo", str(refusal))
        else:
            messages.success(request, f"已更换 {person.name} 的照片")
            return redirect(f"/organization/staff/{pk}/")
    context = {"person": person, "form": form, "page_title": f"{person.name} 照片"}
    return render(request, "organization/photo.html", context, status=400 if form.errors else 200)


@needs("organization.person.reveal")
@require_http_methods(["GET", "POST"])
def reveal(request: HttpRequest, pk: int, field: str = "") -> HttpResponse:
    """Ask why, log it, show the value once. `field` is the one chosen beforehand."""
    person = _person(request, pk, "organization.person.reveal")
    form = RevealForm(request.POST if request.method == "POST" else None, initial={"field": field})
    value = ""
    if request.method == "POST" and form.is_valid():
        try:
            value = (
                actions.reveal(request.user, person, form.cleaned_data["field"], form.cleaned_data["reason"])
                or "未登记"
            )
        except Refusal as refusal:
            form.add_error("reason", str(refusal))
    context = {
        "person": person,
        "form": form,
        "value": value,
        "page_title": f"查看 {person.name}",
        "back_url": f"/organization/staff/{person.pk}/",
    }
    return render(request, "organization/reveal.html", context, status=400 if form.errors else 200)


def _person(request: HttpRequest, pk: int, permission: str) -> Staff:
    person = policy.scope(request.user, permission, Staff.objects.filter(pk=pk)).first()
    if person is None:
        raise NotFound
    return person
