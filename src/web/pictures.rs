//! Avatars and headers: read by the background, scaled, and handed on as `data:`.

use base64::prelude::{BASE64_STANDARD, Engine};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortController, Blob, BlobPropertyBag, ImageBitmap, ImageEncodeOptions, OffscreenCanvas,
    OffscreenCanvasRenderingContext2d,
};

use super::{browser, fetch};
use crate::address::PublicAddress;
use crate::compare::Attribute;
use crate::picture;
use crate::step::{Failure, Outcome};
use crate::ui::popup::pattern;
use crate::view::{PictureState, Side};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = createImageBitmap)]
    async fn create_image_bitmap(blob: &Blob) -> Result<JsValue, JsValue>;
}

/// Reads one picture and scales it to what the comparison shows.
pub async fn read(side: Side, attribute: Attribute, address: &str) -> PictureState {
    let Ok(vetted) = PublicAddress::parse(address) else {
        return PictureState::Unreadable;
    };
    let Ok(abort) = AbortController::new() else {
        return PictureState::Unreadable;
    };
    match fetch::picture(&vetted, picture::BYTES_LIMIT, &abort).await {
        Outcome::Answer(answer) if answer.status == 200 => {
            let (width, height) = picture::shown_size(attribute);
            match scaled(&answer.body, width, height).await {
                Some(address) => PictureState::Shown(address),
                None => PictureState::Unreadable,
            }
        }
        Outcome::Failed(Failure::Network) => {
            let host = vetted.host();
            if browser::allowed(&[pattern(&host)]).await {
                PictureState::Unreadable
            } else if side == Side::Home {
                // The page shows this very picture: it may be shown beside it.
                PictureState::Shown(address.to_owned())
            } else {
                PictureState::NeedsAccess(host)
            }
        }
        _ => PictureState::Unreadable,
    }
}

/// Whether both addresses show one picture; nothing if one of them cannot be read. Home
/// keeps most bytes as they are, and scales some pictures: then pixels decide.
pub async fn same(one: &PublicAddress, other: &PublicAddress) -> Option<bool> {
    let (one, other) = (bytes(one).await?, bytes(other).await?);
    if one == other {
        return Some(true);
    }
    let (one, other) = (pixels(&one).await?, pixels(&other).await?);
    Some(picture::alike(&one, &other))
}

async fn bytes(address: &PublicAddress) -> Option<Vec<u8>> {
    let abort = AbortController::new().ok()?;
    match fetch::picture(address, picture::BYTES_LIMIT, &abort).await {
        Outcome::Answer(answer) if answer.status == 200 => Some(answer.body),
        _ => None,
    }
}

/// A small copy of a picture, four bytes for each pixel.
async fn pixels(bytes: &[u8]) -> Option<Vec<u8>> {
    let side = picture::SAMPLE;
    let (_, context) = drawn(bytes, side, side).await?;
    // A picture that is smaller than that is drawn smaller.
    let data = context.get_image_data(0.0, 0.0, side.into(), side.into());
    Some(data.ok()?.data().0)
}

async fn scaled(bytes: &[u8], width: u32, height: u32) -> Option<String> {
    let (canvas, _) = drawn(bytes, width, height).await?;
    let options = ImageEncodeOptions::new();
    options.set_type("image/png");
    let png = canvas.convert_to_blob_with_options(&options).ok()?;
    let png: Blob = JsFuture::from(png).await.ok()?.dyn_into().ok()?;
    let png = JsFuture::from(png.array_buffer()).await.ok()?;
    let png = js_sys::Uint8Array::new(&png).to_vec();
    Some(format!(
        "data:image/png;base64,{}",
        BASE64_STANDARD.encode(&png)
    ))
}

/// The middle part of a picture in these proportions, on a canvas of no more than this.
async fn drawn(
    bytes: &[u8],
    width: u32,
    height: u32,
) -> Option<(OffscreenCanvas, OffscreenCanvasRenderingContext2d)> {
    let media_type = picture::media_type(bytes)?;
    let properties = BlobPropertyBag::new();
    properties.set_type(media_type);
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &properties).ok()?;
    let bitmap: ImageBitmap = create_image_bitmap(&blob).await.ok()?.dyn_into().ok()?;
    let (from, to) = picture::crop((bitmap.width(), bitmap.height()), (width, height))?;
    let canvas = OffscreenCanvas::new(to.0, to.1).ok()?;
    let context: OffscreenCanvasRenderingContext2d =
        canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context
        .draw_image_with_image_bitmap_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
            &bitmap,
            from.x,
            from.y,
            from.width,
            from.height,
            0.0,
            0.0,
            f64::from(to.0),
            f64::from(to.1),
        )
        .ok()?;
    bitmap.close();
    Some((canvas, context))
}
