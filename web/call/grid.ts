/** How many columns show n tiles largest in a space. Pure; sizes in CSS pixels. */

const RATIO = 4 / 3;
const GAP = 8;

export function columnsFor(tiles: number, width: number, height: number): number {
  if (tiles < 1 || width <= 0 || height <= 0) return 1;
  let best = 1;
  let bestArea = -1;
  for (let columns = 1; columns <= tiles; columns += 1) {
    const area = tileArea(tiles, columns, width, height);
    if (area > bestArea) {
      best = columns;
      bestArea = area;
    }
  }
  return best;
}

/** The visible area of one tile, kept near 4:3 so that faces stay whole. */
function tileArea(tiles: number, columns: number, width: number, height: number): number {
  const rows = Math.ceil(tiles / columns);
  const roomWide = (width - GAP * (columns - 1)) / columns;
  const roomHigh = (height - GAP * (rows - 1)) / rows;
  const wide = Math.min(roomWide, roomHigh * RATIO);
  return wide <= 0 ? 0 : wide * (wide / RATIO);
}
