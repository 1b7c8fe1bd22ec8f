"""Placeholder portraits: a head and shoulders in flat colours, as no photograph of an invented person exists."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

SIZE = (300, 400)
GROUNDS = ("#dfe7f1", "#e6ece4", "#efe8dd", "#e8e3ef", "#e0ebec", "#f0e4e2")
CLOTHES = ("#2f4157", "#4a5a3f", "#6b4f3a", "#54456b", "#2f5d62", "#70424a")
SKIN, HAIR = "#d9b99b", "#2b2622"


def portrait(n: int, long_hair: bool) -> ContentFile:
    """The n-th placeholder as a JPEG upload."""
    picture = Image.new("RGB", SIZE, GROUNDS[n % len(GROUNDS)])
    draw = ImageDraw.Draw(picture)
    draw.ellipse((30, 275, 270, 520), fill=CLOTHES[(n // 2) % len(CLOTHES)])
    hair = (78, 70, 222, 330) if long_hair else (84, 66, 216, 230)
    draw.ellipse(hair, fill=HAIR)
    draw.rectangle((128, 235, 172, 305), fill=SKIN)
    draw.ellipse((94, 92, 206, 262), fill=SKIN)
    draw.pieslice((88, 72, 212, 210), 180, 360, fill=HAIR)
    written = BytesIO()
    picture.save(written, "JPEG", quality=80)
    return ContentFile(written.getvalue(), name=f"{n}.jpg")
