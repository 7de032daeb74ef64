"""Verifies an evidence pack alone 独立核验证据包: python3 -I verify.py PACK.zip --key KEY [--anchor FILE-OR-CODE ...]

Standard library only, no server. Key and anchors come from you, from paper or another machine, never from the pack.
密钥与锚点须由核验人自备，不得取自证据包。Exit codes 退出码: 0 proved 全部成立, 1 not proved 不成立, 2 usage 用法.
"""

import argparse
import hashlib
import json
import sys
import zipfile
from base64 import b32encode, b64decode
from pathlib import Path

P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
Point = tuple[int, int]
Head = tuple[int, bytes]  # how many entries a checkpoint covers, and the root of their tree


def recover(encoded: bytes) -> Point:  # Ed25519 as in RFC 8032, section 5.1, slow and plain
    sign, y = divmod(int.from_bytes(encoded, "little"), 1 << 255)
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    x = x if x * x % P == square else x * pow(2, (P - 1) // 4, P) % P
    if y >= P or x * x % P != square or (x == 0 and sign):
        raise ValueError("密钥或签名不是曲线上的点 · not a point of the curve")
    return P - x if x & 1 != sign else x, y


def add(p: Point, q: Point) -> Point:
    t = D * p[0] * q[0] * p[1] * q[1] % P
    x, y = (p[0] * q[1] + p[1] * q[0]) * pow(1 + t, -1, P), (p[1] * q[1] + p[0] * q[0]) * pow(1 - t, -1, P)
    return x % P, y % P


def times(factor: int, point: Point) -> Point:
    result = (0, 1)
    while factor:
        result = add(result, point) if factor & 1 else result
        point, factor = add(point, point), factor >> 1
    return result


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    s = int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    base = recover((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    whole = len(public) == 32 and len(signature) == 64 and s < L
    return whole and times(s, base) == add(recover(signature[:32]), times(h, recover(public)))


def open_checkpoint(note: str, key: str) -> Head:  # c2sp.org/tlog-checkpoint
    name, typed = key.strip().split("+", 2)[0], b64decode(key.strip().split("+", 2)[2])
    text, _, signatures = note.rpartition("\n\n")
    origin, size, root = text.split("\n")[:3]
    key_id = hashlib.sha256(name.encode() + b"\n" + typed).digest()[:4]
    for line in signatures.splitlines():
        raw = b64decode(line.split(" ")[2])
        known = origin == name and line.startswith(f"— {name} ") and raw[:4] == key_id and typed[0] == 1
        if known and signed(typed[1:], f"{text}\n".encode(), raw[4:]):
            return int(size), b64decode(root)
    raise ValueError("检查点未经此密钥签名 · the checkpoint is not signed by this key")


def climb(index: int, last: int, start: bytes, proof: list[bytes]) -> tuple[bytes, bytes]:
    """The roots of the tree up to *index* and of the whole that a proof leads to (RFC 9162, 2.1.3.2, 2.1.4.2)."""
    small = whole = start
    for sibling in proof:
        left = index & 1 or index == last
        small = hashlib.sha256(b"\1" + sibling + small).digest() if left else small
        whole = hashlib.sha256(b"\1" + (sibling + whole if left else whole + sibling)).digest()
        while left and index and not index & 1:
            index, last = index >> 1, last >> 1
        index, last = index >> 1, last >> 1
    return (small, whole) if last == 0 else (b"", b"")


def grew(old: Head, new: Head, proof: list[bytes]) -> bool:
    index, last, path = old[0] - 1, new[0] - 1, proof if old[0] & old[0] - 1 else [old[1], *proof]
    while index & 1:
        index, last = index >> 1, last >> 1
    return old == new or (bool(path) and climb(index, last, path[0], path[1:]) == (old[1], new[1]))


def anchored(files: dict[str, bytes], given: str, key: str, head: Head) -> int:
    """How many entries an anchor from outside covers. ValueError if the pack does not bear it out."""
    size, *groups = given.strip().upper().removeprefix("D").replace(" ", "-").split("-")
    if Path(given).is_file():
        anchor = open_checkpoint(Path(given).read_text("utf-8"), key)
    else:  # a short code: size, the first 160 bits of the root, two letters against slips of the pen
        anchor = open_checkpoint(files.get(f"anchors/{size}.checkpoint", files["checkpoint"]).decode(), key)
        if (str(anchor[0]), "".join(groups)[:-2]) != (size, b32encode(anchor[1][:20]).decode()):
            raise ValueError(f"本包不含或不符合锚点 · the pack does not bear out the anchor {given}")
    proof = [b64decode(line) for line in files.get(f"anchors/{anchor[0]}.growth", b"").split()]
    if not 0 < anchor[0] <= head[0] or not grew(anchor, head, proof):
        raise ValueError(f"未能证明与锚点为同一历史 · not shown to continue from the anchor {given}")
    return anchor[0]


def check_record(files: dict[str, bytes], seq: int, head: Head) -> str:
    """The digest of the text that a proved record names."""
    proof, _, note = files[f"proofs/{seq}.tlog-proof"].decode().partition("\n\n")
    start, path = proof.split("\n")[:2], [b64decode(line) for line in proof.split("\n")[2:]]
    root = climb(seq - 1, head[0] - 1, hashlib.sha256(b"\0" + files[f"records/{seq}.json"]).digest(), path)[1]
    proper = start == ["c2sp.org/tlog-proof@v1", f"index {seq - 1}"] and note == files["checkpoint"].decode()
    if not proper or not 0 < seq <= head[0] or root != head[1]:
        raise ValueError(f"记录 {seq} 未证明在证据账内 · record {seq} is not shown to be in the ledger")
    return str(json.loads(files[f"records/{seq}.json"]).get("digest", ""))


def check(pack: str, key: str, anchors: list[str]) -> str:
    archive = zipfile.ZipFile(pack)
    names = archive.namelist()
    if len(set(names)) != len(names) or sum(entry.file_size for entry in archive.infolist()) > 1 << 31:
        raise ValueError("包内文件重名或过大 · names that stand twice, or too large")
    files = {name: archive.read(name) for name in names}
    head = open_checkpoint(files["checkpoint"].decode(), key)
    covered = max([anchored(files, given, key, head) for given in anchors], default=0)
    numbers = sorted(int(name[8:-5]) for name in names if name.startswith("records/"))
    texts = {check_record(files, seq, head) for seq in numbers} - {""}
    for name in names:
        if name.startswith(("texts/", "identities/")) and hashlib.sha256(files[name]).hexdigest() not in name:
            raise ValueError(f"文本与指纹不符 · not what was recorded: {name}")
    sure, absent = sum(seq <= covered for seq in numbers), len(texts - {name[6:] for name in names})
    return f"""证据账 {head[0]} 条，本包 {len(numbers)} 条全部成立 · {len(numbers)} of {head[0]} entries, all proved
外部锚点覆盖（至第 {covered} 号）{sure} 条 · covered by an outside anchor up to {covered}: {sure}
自上次外部锚点后，仅由签名证明 {len(numbers) - sure} 条 · after it, by the signature alone: {len(numbers) - sure}
包内未附原文 {absent} 份 · texts not in the pack: {absent}
"""


def main() -> int:
    parser = argparse.ArgumentParser(description="独立核验证据包 · verifies an evidence pack")
    parser.add_argument("pack")
    parser.add_argument("--key", required=True)
    parser.add_argument("--anchor", action="append", default=[])
    given = parser.parse_args()
    try:
        key = Path(given.key).read_text("utf-8") if Path(given.key).is_file() else given.key
        said, code = check(given.pack, key, given.anchor), 0
    except Exception as error:  # noqa: BLE001 - a damaged pack may fail anywhere, and never with a traceback
        said, code = f"不成立 · NOT PROVED: {error} ({type(error).__name__})\n", 1
    sys.stdout.write(said)
    return code


if __name__ == "__main__":
    sys.exit(main())
