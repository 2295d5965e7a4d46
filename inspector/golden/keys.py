"""Keys that sign for changes of the library: a person keeps the private one, the site trusts the public ones."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from inspector.errors import InputError, RecipeError
from inspector.golden.on_disk import cannot_write
from inspector.synced_file import replace_file

KEYS_FOLDER = "keys"
_ENDING = ".pub"
_ID_DIGITS = 16


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key (RFC 8032) in the hands of one person; `key_id` names its public half, 16 hex digits."""

    private: Ed25519PrivateKey
    key_id: str

    def sign(self, data: bytes) -> str:
        """Return the signature over `data`, 128 hex digits."""
        return self.private.sign(data).hex()


@dataclass(frozen=True, slots=True)
class PublicKey:
    """The public half of a key that the site trusts."""

    public: Ed25519PublicKey
    key_id: str

    def has_signed(self, data: bytes, signature: str) -> bool:
        """Return whether `signature` was made over `data` by whoever has the private half."""
        try:
            self.public.verify(bytes.fromhex(signature), data)
        except (InvalidSignature, ValueError):
            return False
        return True


def make_key(path: Path) -> SigningKey:
    """Write a new private key to `path`, readable by its owner alone, and return it.

    Raises
    ------
    InputError
        There is a file already, which is kept, or it cannot be written.
    """
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_new(path, pem)
    except FileExistsError as error:
        raise InputError(
            f"make key {path}", "there is one already", "use it, or name another file with --key"
        ) from error
    except OSError as error:
        raise cannot_write(path, error) from error
    return SigningKey(private, key_id(private.public_key()))


def load_key(path: Path) -> SigningKey:
    """Return the private key in `path`.

    Raises
    ------
    InputError
        There is none, it is no Ed25519 key, or others may read it.
    """
    try:
        mode, pem = path.stat().st_mode, path.read_bytes()
    except OSError as error:
        raise InputError(
            f"read key {path}", error.strerror or str(error), "make one: `inspector golden key`"
        ) from error
    if mode & 0o077:
        raise InputError(f"use key {path}", f"its mode is {mode & 0o777:04o}, expected 0600", f"chmod 600 {path}")
    try:
        private = load_pem_private_key(pem, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InputError(f"use key {path}", "it is no private key without password", "name the key file") from error
    if not isinstance(private, Ed25519PrivateKey):
        raise InputError(f"use key {path}", "it is no Ed25519 key", "make one: `inspector golden key`")
    return SigningKey(private, key_id(private.public_key()))


def trust(golden_refs: Path, key: SigningKey) -> Path:
    """Write the public half of `key` among those that the site trusts, and return its file.

    Raises
    ------
    InputError
        It cannot be written.
    """
    path = golden_refs / KEYS_FOLDER / f"{key.key_id}{_ENDING}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Whole or not there: half a key would leave every product of the library untrusted.
        replace_file(path, key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    except OSError as error:
        raise cannot_write(path, error) from error
    return path


def trusted_keys(golden_refs: Path) -> tuple[PublicKey, ...]:
    """Return the keys that the site trusts, `<golden_refs>/keys/*.pub`; none where there is no such folder.

    Raises
    ------
    RecipeError
        A file there cannot be read or is no Ed25519 public key. Nothing that it may have signed is used.
    """
    return tuple(_public(path) for path in sorted((golden_refs / KEYS_FOLDER).glob(f"*{_ENDING}")))


def key_id(public: Ed25519PublicKey) -> str:
    """Return what a public key is called: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:_ID_DIGITS]


def _write_new(path: Path, pem: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        # What is there is never replaced: half a key would be in the way of the whole one for ever.
        path.unlink()
        raise


def _public(path: Path) -> PublicKey:
    try:
        public = load_pem_public_key(path.read_bytes())
    except OSError as error:
        raise RecipeError(f"read key {path}", error.strerror or str(error), "check its rights") from error
    except (ValueError, UnsupportedAlgorithm) as error:
        raise RecipeError(f"use key {path}", "it is no public key", "take it away or put the right one") from error
    if not isinstance(public, Ed25519PublicKey):
        raise RecipeError(f"use key {path}", "it is no Ed25519 key", "take it away or put the right one")
    return PublicKey(public, key_id(public))
