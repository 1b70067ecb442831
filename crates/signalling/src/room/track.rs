//! One track somebody publishes, from its announcement until it is withdrawn.

use livekit_protocol::{
    AddTrackRequest, SimulcastCodecInfo, TrackInfo, TrackSource, TrackType, VideoLayer,
    VideoQuality,
};
use wellmet_sfu::{Kind, LayerShape, Mid, Quality};

use crate::sid::TrackSid;

/// Layers of one simulcast track that are passed on to others: LOW, MEDIUM and HIGH.
const MAX_LAYERS: usize = 3;
/// Their longest rid (RFC 8852 section 3.1 has room for no more), in bytes.
const MAX_RID: usize = 16;
/// Features of a microphone that are passed on: more than there are.
const MAX_FEATURES: usize = 16;

#[derive(Debug)]
pub(super) struct Track {
    sid: TrackSid,
    /// The client's own id for it.
    cid: String,
    kind: Kind,
    /// The section that carries it, once one does.
    mid: Option<Mid>,
    /// Somebody else muted it, and its owner has not unmuted it since.
    quieted: bool,
    /// Up to which layer it is watched, once that has been told.
    watched: Option<Option<Quality>>,
    info: TrackInfo,
}

impl Track {
    /// The track a client announces with `add_track`, as `sid`.
    pub(super) fn announced(sid: TrackSid, request: &AddTrackRequest) -> Self {
        let video = request.r#type() == TrackType::Video;
        let mime_type = if video {
            video_mime(request)
        } else {
            "audio/opus".to_owned()
        };
        let mut info = described(&sid, request);
        if info.stream.is_empty() {
            stream_of(info.source()).clone_into(&mut info.stream);
        }
        info.mime_type.clone_from(&mime_type);
        if video {
            info.codecs = vec![codec(request, mime_type)];
        }
        let kind = if video { Kind::Video } else { Kind::Audio };
        Self {
            sid,
            cid: request.cid.clone(),
            kind,
            mid: None,
            quieted: false,
            watched: None,
            info,
        }
    }

    pub(super) fn sid(&self) -> &TrackSid {
        &self.sid
    }

    pub(super) fn cid(&self) -> &str {
        &self.cid
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    pub(super) fn mid(&self) -> Option<Mid> {
        self.mid
    }

    /// The section that carries it is known: media can come.
    pub(super) fn carried_by(&mut self, mid: Mid) {
        self.mid = Some(mid);
        self.info.mid = mid.as_str().to_owned();
    }

    /// The encodings it was announced with.
    pub(super) fn shapes(&self) -> Vec<LayerShape> {
        self.info
            .codecs
            .iter()
            .flat_map(|codec| codec.layers.iter().filter_map(shape))
            .collect()
    }

    pub(super) fn info(&self) -> &TrackInfo {
        &self.info
    }

    /// Its owner mutes or unmutes it. Whether this changed anything.
    pub(super) fn set_muted(&mut self, muted: bool) -> bool {
        self.quieted &= muted;
        std::mem::replace(&mut self.info.muted, muted) != muted
    }

    /// Somebody else mutes it. Whether this changed anything.
    pub(super) fn quieten(&mut self) -> bool {
        let changed = self.set_muted(true);
        self.quieted |= changed;
        changed
    }

    /// The layers up to this one are watched; `None`: nobody watches.
    pub(super) fn watched(&mut self, up_to: Option<Quality>) {
        self.watched = Some(up_to);
    }

    /// Up to which layer it is watched, once that has been told.
    pub(super) fn up_to(&self) -> Option<Option<Quality>> {
        self.watched
    }

    /// Its codec as LiveKit's clients name it, such as `vp8`.
    pub(super) fn codec(&self) -> String {
        let (_, name) = self.info.mime_type.split_once('/').unwrap_or_default();
        name.to_ascii_lowercase()
    }

    /// What it belongs together with, whatever its publisher calls that.
    pub(super) fn stream(&self) -> &'static str {
        stream_of(self.info.source())
    }

    pub(super) fn quieted(&self) -> bool {
        self.quieted
    }

    pub(super) fn set_size(&mut self, width: u32, height: u32) {
        (self.info.width, self.info.height) = (width, height);
    }

    pub(super) fn set_audio_features(&mut self, mut features: Vec<i32>) {
        features.truncate(MAX_FEATURES);
        self.info.audio_features = features;
    }
}

/// The media core's name for a quality; `None` for `OFF`.
pub(super) fn quality(quality: VideoQuality) -> Option<Quality> {
    match quality {
        VideoQuality::Low => Some(Quality::Low),
        VideoQuality::Medium => Some(Quality::Medium),
        VideoQuality::High => Some(Quality::High),
        VideoQuality::Off => None,
    }
}

fn shape(layer: &VideoLayer) -> Option<LayerShape> {
    Some(LayerShape {
        quality: quality(layer.quality())?,
        width: layer.width,
        height: layer.height,
        bitrate: layer.bitrate,
    })
}

#[expect(
    deprecated,
    reason = "clients still read `layers` and `simulcast` where `codecs` has taken their place"
)]
fn described(sid: &TrackSid, request: &AddTrackRequest) -> TrackInfo {
    let features = request.audio_features.iter().take(MAX_FEATURES);
    TrackInfo {
        sid: sid.as_str().to_owned(),
        r#type: request.r#type,
        name: request.name.clone(),
        muted: request.muted,
        width: request.width,
        height: request.height,
        source: request.source,
        simulcast: request.layers.len() > 1,
        layers: layers(request),
        disable_red: request.disable_red,
        encryption: request.encryption,
        stream: request.stream.clone(),
        audio_features: features.copied().collect(),
        ..Default::default()
    }
}

/// A face belongs together with its voice, a screen with its sound.
fn stream_of(source: TrackSource) -> &'static str {
    match source {
        TrackSource::ScreenShare | TrackSource::ScreenShareAudio => "screen_share",
        TrackSource::Camera | TrackSource::Microphone | TrackSource::Unknown => "camera",
    }
}

fn layers(request: &AddTrackRequest) -> Vec<VideoLayer> {
    let layers = request.layers.iter().take(MAX_LAYERS).cloned();
    let layers = layers.map(|mut layer| {
        if layer.rid.len() > MAX_RID {
            layer.rid.clear();
        }
        layer
    });
    layers.collect()
}

/// The codec asked for if the media core forwards it, else the one every client has: a client that
/// reads another codec than it asked for publishes with that.
fn video_mime(request: &AddTrackRequest) -> String {
    let asked = request
        .simulcast_codecs
        .first()
        .map(|codec| codec.codec.to_ascii_lowercase());
    if asked.as_deref() == Some("h264") {
        "video/H264".into()
    } else {
        "video/VP8".into()
    }
}

fn codec(request: &AddTrackRequest, mime_type: String) -> SimulcastCodecInfo {
    SimulcastCodecInfo {
        mime_type,
        cid: request.cid.clone(),
        layers: layers(request),
        ..Default::default()
    }
}
