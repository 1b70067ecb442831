"""A person who enters a room with the LiveKit SDK for Python, which has its own signalling (in Rust)
and its own libwebrtc, and neither camera nor screen: it sends a picture that moves and a tone.

    visitor.py URL TOKEN CONNECTIONS

CONNECTIONS are one (the newer generation of the protocol) or two (the older).

Prints a line of JSON five times a second: what it has decoded so far of each track, frames of
pictures and energy of sound (full scale is 1, summed over seconds as browsers' totalAudioEnergy).
Leaves when interrupted.
"""

import asyncio
import json
import math
import os
import signal
import sys
from array import array
from collections import Counter

from livekit import rtc

WIDTH, HEIGHT, FRAMES_PER_SECOND = 640, 360, 15
SAMPLES_PER_SECOND, SAMPLES_PER_FRAME = 48_000, 480
# Quiet, since the other's echo canceller would take the other's own voice for ours.
TONE_HZ, LOUDNESS = 400, 0.02
# Mean square, -60 dB: below it is the noise that a decoder makes to comfort the listener.
AUDIBLE = 1e-6


class Visitor:
    """One room, what was decoded in it, and the tasks that keep it going."""

    def __init__(self):
        self.room = rtc.Room()
        self.frames, self.energy = Counter(), Counter()
        self.tasks = set()
        self.room.on("track_subscribed", self.attend)

    def attend(self, track, publication, participant):
        watch = self.watch if track.kind == rtc.TrackKind.KIND_VIDEO else self.listen
        self.start(watch(track))

    def start(self, work):
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def watch(self, track):
        async for _ in rtc.VideoStream(track):
            self.frames[track.sid] += 1

    async def listen(self, track):
        async for event in rtc.AudioStream(track, sample_rate=SAMPLES_PER_SECOND, num_channels=1):
            samples = event.frame.data
            energy = sum((one / 32_768) ** 2 for one in samples)
            if energy / len(samples) > AUDIBLE:
                self.energy[track.sid] += energy / SAMPLES_PER_SECOND

    async def publish(self):
        camera = rtc.VideoSource(WIDTH, HEIGHT)
        microphone = rtc.AudioSource(SAMPLES_PER_SECOND, 1)
        self.start(film(camera))
        self.start(hum(microphone))
        await self.send(rtc.LocalVideoTrack.create_video_track("camera", camera), rtc.TrackSource.SOURCE_CAMERA)
        await self.send(rtc.LocalAudioTrack.create_audio_track("tone", microphone), rtc.TrackSource.SOURCE_MICROPHONE)

    async def send(self, track, source):
        await self.room.local_participant.publish_track(track, rtc.TrackPublishOptions(source=source))


async def film(camera):
    """A bar of light that walks over a grey picture."""
    grey = bytearray(b"\x60" * (WIDTH * HEIGHT) + b"\x80" * (WIDTH * HEIGHT // 2))
    number = 0
    while True:
        picture, left = bytearray(grey), number * 8 % (WIDTH - 64)
        for row in range(HEIGHT):
            start = row * WIDTH + left
            picture[start : start + 64] = b"\xe0" * 64
        camera.capture_frame(rtc.VideoFrame(WIDTH, HEIGHT, rtc.VideoBufferType.I420, picture))
        number += 1
        await asyncio.sleep(1 / FRAMES_PER_SECOND)


async def hum(microphone):
    """Whole waves of the tone in each frame, so that one follows another without a click."""
    turn = 2 * math.pi * TONE_HZ / SAMPLES_PER_SECOND
    wave = array("h", (round(32_767 * LOUDNESS * math.sin(turn * n)) for n in range(SAMPLES_PER_FRAME)))
    frame = rtc.AudioFrame(wave.tobytes(), SAMPLES_PER_SECOND, 1, SAMPLES_PER_FRAME)
    while True:
        await microphone.capture_frame(frame)


async def tell(visitor):
    while True:
        others = len(visitor.room.remote_participants)
        print(json.dumps({"frames": visitor.frames, "energy": visitor.energy, "others": others}), flush=True)
        await asyncio.sleep(0.2)


async def interrupted():
    heard = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, heard.set)
    await heard.wait()


async def visit(url, token, connections):
    visitor = Visitor()
    options = rtc.RoomOptions(single_peer_connection=connections == "one")
    await visitor.room.connect(url, token, options)
    await visitor.publish()
    visitor.start(tell(visitor))
    await interrupted()
    for task in list(visitor.tasks):
        task.cancel()
    await visitor.room.disconnect()
    # The SDK's threads outlive the loop, and now and then crash when the interpreter is taken from under them.
    os._exit(0)


asyncio.run(visit(*sys.argv[1:]))
