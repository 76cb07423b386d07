import { hash, randomBytes } from "node:crypto";

/** Tells a Holdfast key from other secrets, for people and for scanners of leaked secrets. */
const KEY_START = "hf_";
const KEY_RANDOM_BYTES = 32;
/** `hf_` and 48 of the 256 bits: enough to tell keys apart, far too little to guess the rest. */
const PREFIX_LENGTH = 11;

const KEY_SHAPE = /^hf_[A-Za-z0-9_-]{43}$/;

/** A key that nobody had before, and what is kept of it. */
export interface FreshKey {
  /** Shown once, kept nowhere. */
  readonly key: string;
  /** SHA-256. */
  readonly hash: Buffer;
  readonly prefix: string;
}

/** Makes a key from 256 random bits. */
export function makeKey(): FreshKey {
  const key = KEY_START + randomBytes(KEY_RANDOM_BYTES).toString("base64url");
  return { key, hash: hash("sha256", key, "buffer"), prefix: key.slice(0, PREFIX_LENGTH) };
}

/**
 * The hash by which a key is found, in hexadecimal; undefined for what cannot be a key of ours.
 *
 * Finding a row by an index over hashes takes a time that depends on the hash and not on the key: whoever
 * measures it learns about a hash that he cannot steer towards a stored one. So nothing needs to be compared
 * in constant time, and since a key has 256 random bits, a slow hash would add nothing either.
 */
export function hashOf(key: string): string | undefined {
  return KEY_SHAPE.test(key) ? hash("sha256", key, "hex") : undefined;
}
