/**
 * Frames on the plain pipe from supervisor to host: the program shares the supervisor's descriptors, so each frame carries
 * a MAC over its counter and payload, by a key that the worker never has. Layout, little-endian:
 * uint32 payload length, uint32 counter, 16 bytes MAC, payload. First byte of the payload: 0 JSON, 1 records.
 */
export const FRAME_HEADER_BYTES = 24;
export const MAC_BYTES = 16;
/** Longer frames are not ours. */
export const MAX_FRAME_BYTES = 64 * 1024 * 1024;
export const FramePayload = { Json: 0, Records: 1 } as const;
