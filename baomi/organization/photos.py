"""Portraits: whatever is uploaded is decoded and written anew, so that nothing but pixels is kept."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from baomi.core.errors import Refusal

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
FORMATS = ("JPEG", "PNG")
FRAME = (600, 800)
QUALITY = 88


def portrait(upload) -> bytes:
    """The picture as JPEG within 600 × 800, upright, without metadata.

    `upload` has `size` and is read like a file. Raises Refusal for another content, a broken or a huge picture.
    """
    if upload.size > MOST_BYTES:
        raise Refusal("照片太大", where=f"{upload.size // 1024 // 1024} MB", how="请换一张 10 MB 以内的照片")
    try:
        with Image.open(upload, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refusal("照片尺寸过大", where=f"{image.width} × {image.height}", how="请缩小后再上传")
            picture = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise Refusal("这个文件不是可用的照片", how="请上传 JPG 或 PNG 格式的证件照") from error
    picture.thumbnail(FRAME, Image.Resampling.LANCZOS)
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY)
    return written.getvalue()
