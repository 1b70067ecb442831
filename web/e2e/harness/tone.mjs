import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SAMPLES_PER_SECOND = 48_000;
const HEADER = 44;
const LOUDNESS = 0.1;

/**
 * One second of a tone as a WAV file (RIFF, 16-bit, mono). It ends where it begins, so that a browser
 * that plays it over and over has a microphone which is never silent.
 *
 * @param {number} hertz
 */
export async function toneFile(hertz) {
  const wav = Buffer.alloc(HEADER + 2 * SAMPLES_PER_SECOND);
  wav.write("RIFF", 0);
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write("WAVEfmt ", 8);
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  wav.writeUInt32LE(2 * SAMPLES_PER_SECOND, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write("data", 36);
  wav.writeUInt32LE(2 * SAMPLES_PER_SECOND, 40);
  for (let n = 0; n < SAMPLES_PER_SECOND; n += 1) {
    const wave = Math.sin((2 * Math.PI * hertz * n) / SAMPLES_PER_SECOND);
    wav.writeInt16LE(Math.round(32_767 * LOUDNESS * wave), HEADER + 2 * n);
  }
  const path = join(await mkdtemp(join(tmpdir(), "wellmet-tone-")), "tone.wav");
  await writeFile(path, wav);
  return path;
}
