"""Pictures that visitors send: looked at before they are opened, and drawn anew.

Only the pixels are kept: no EXIF, no place, no comment, nothing hidden behind the end. A file that
claims more pixels than allowed is refused by its header, before any of them is unpacked.
"""

from __future__ import annotations

import io
import warnings
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES = 5_000_000
MOST_PIXELS = 25_000_000
"""Of what is sent; a phone takes some 12 million."""
LONGEST_SIDE = 1600
FORMATS = ("JPEG", "PNG", "WEBP")


def redrawn(file: UploadedFile[Any]) -> bytes:
    """Return a picture as JPEG, at most 1600 pixels wide or high, upright.

    Raises:
        ValidationError: it is too large, or no picture of a kind we take.
    """
    if (file.size or 0) > MOST_BYTES:
        raise ValidationError(_("The picture is larger than 5 MB."))
    return redraw(file.read(MOST_BYTES + 1))


def redraw(raw: bytes) -> bytes:
    """Return bytes of a picture drawn anew; see `redrawn`."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(raw), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("The picture has more than 25 million pixels."))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_("The picture has more than 25 million pixels.")) from None
    except (OSError, SyntaxError, ValueError):
        raise ValidationError(
            _("This is no JPEG, PNG or WebP picture, or it is damaged.")
        ) from None
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    kept = Image.new("RGB", upright.size)
    kept.paste(upright)
    drawn = io.BytesIO()
    kept.save(drawn, "JPEG", quality=85, optimize=True)
    return drawn.getvalue()
