import {
  ConnectionQuality,
  DisconnectReason,
  LogLevel,
  Room,
  RoomEvent,
  setLogLevel,
  Track,
  VideoPresets,
  type Participant,
  type RoomOptions,
} from "livekit-client";
import type { CallEvent } from "./course";
import type { Line, LineHears } from "./line";
import { inOrder, type Playable, type TileModel, type Weakness } from "./people";

setLogLevel(LogLevel.warn);

/** After this long the client's own mending ends and we come again with a fresh token. */
const MEND_MS = 12_000;

const OPTIONS: RoomOptions = {
  adaptiveStream: true,
  // Layers nobody watches are not encoded, and the server may hold a picture back for the sound.
  dynacast: true,
  singlePeerConnection: true,
  videoCaptureDefaults: { resolution: VideoPresets.h720.resolution, facingMode: "user" },
  publishDefaults: {
    simulcast: true,
    videoCodec: "vp8",
    videoEncoding: VideoPresets.h720.encoding,
    videoSimulcastLayers: [VideoPresets.h180, VideoPresets.h360],
    // The media plane forwards plain Opus; redundant audio would be a codec it does not offer.
    red: false,
  },
  reconnectPolicy: {
    nextRetryDelayInMs: ({ retryCount, elapsedMs }) =>
      elapsedMs > MEND_MS ? null : Math.min(3000, 300 * retryCount ** 2),
  },
};

const ENDINGS = new Map<DisconnectReason, Extract<CallEvent, { kind: "lost" }>["why"]>([
  [DisconnectReason.DUPLICATE_IDENTITY, "replaced"],
  [DisconnectReason.PARTICIPANT_REMOVED, "removed"],
  [DisconnectReason.ROOM_DELETED, "closed"],
]);

const WEAKNESSES = new Map<ConnectionQuality, Weakness>([
  [ConnectionQuality.Poor, "weak"],
  [ConnectionQuality.Lost, "interrupted"],
]);

/** Everything after which the grid may look different. */
const CHANGES = [
  RoomEvent.ParticipantConnected,
  RoomEvent.ParticipantDisconnected,
  RoomEvent.ParticipantNameChanged,
  RoomEvent.TrackSubscribed,
  RoomEvent.TrackUnsubscribed,
  RoomEvent.TrackMuted,
  RoomEvent.TrackUnmuted,
  RoomEvent.TrackUnpublished,
  RoomEvent.LocalTrackPublished,
  RoomEvent.LocalTrackUnpublished,
  RoomEvent.ActiveSpeakersChanged,
  RoomEvent.ConnectionQualityChanged,
  RoomEvent.TrackStreamStateChanged,
  RoomEvent.Reconnected,
  RoomEvent.Connected,
] as const;

/** A line over the LiveKit client (LIVEKIT profile v1: one peer connection). */
export function liveKitLine(hears: LineHears): Line {
  const room = new Room(OPTIONS);
  let hungUp = false;
  listen(room, hears, () => hungUp);
  return {
    connect: (url, token) => room.connect(url, token),
    startSound: () => room.startAudio().catch(() => hears.soundBlocked(true)),
    async send(device, on) {
      try {
        if (device === "camera") await room.localParticipant.setCameraEnabled(on);
        else await room.localParticipant.setMicrophoneEnabled(on);
      } catch (error) {
        if (!hungUp) hears.deviceFailed(device, error);
      }
    },
    hangUp() {
      hungUp = true;
      void room.disconnect();
    },
  };
}

function listen(room: Room, hears: LineHears, hungUp: () => boolean): void {
  for (const change of CHANGES) room.on(change, () => hears.people(tilesOf(room)));
  const tell = (event: CallEvent) => !hungUp() && hears.event(event);
  room
    .on(RoomEvent.Connected, () => tell({ kind: "connected" }))
    .on(RoomEvent.Reconnected, () => tell({ kind: "connected" }))
    .on(RoomEvent.Reconnecting, () => tell({ kind: "resuming" }))
    .on(RoomEvent.SignalReconnecting, () => tell({ kind: "resuming" }))
    .on(RoomEvent.Disconnected, (reason) => tell(lost(reason)))
    .on(RoomEvent.AudioPlaybackStatusChanged, () => hears.soundBlocked(!room.canPlaybackAudio));
}

function lost(reason: DisconnectReason | undefined): CallEvent {
  const why = reason === undefined ? undefined : ENDINGS.get(reason);
  return why ? { kind: "lost", why } : { kind: "lost" };
}

function tilesOf(room: Room): TileModel[] {
  const everyone: Participant[] = [...room.remoteParticipants.values(), room.localParticipant];
  return inOrder(everyone.map((person) => tileOf(person, person === room.localParticipant)));
}

function tileOf(person: Participant, me: boolean): TileModel {
  const video = playable(person, Track.Source.Camera);
  const connection = WEAKNESSES.get(person.connectionQuality);
  const audio = me ? undefined : playable(person, Track.Source.Microphone);
  return {
    id: person.identity,
    name: person.name ?? "",
    me,
    speaking: person.isSpeaking,
    microphone: person.isMicrophoneEnabled,
    ...(connection && { connection }),
    ...(video && picturePaused(person) && { picturePaused: true }),
    ...(video && { video }),
    ...(audio && { audio }),
  };
}

function picturePaused(person: Participant): boolean {
  const publication = person.getTrackPublication(Track.Source.Camera);
  return publication?.track?.streamState === Track.StreamState.Paused;
}

/** A track to play: present and not muted (a muted camera shows the name instead of black). */
function playable(person: Participant, source: Track.Source): Playable | undefined {
  const publication = person.getTrackPublication(source);
  const track = publication?.track;
  if (!track || (source === Track.Source.Camera && publication.isMuted)) return undefined;
  return {
    sid: publication.trackSid,
    play: (element) => void track.attach(element),
    stop: (element) => void track.detach(element),
  };
}
