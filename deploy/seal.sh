#!/usr/bin/env bash
# Seals a folder of wheels: requirements.txt names each with its hash, TARGET the Python and processor they are for.
# usage: seal.sh WHEELS [PYTHON]
set -euo pipefail
wheels="$1"
python="${2:-python3}"
for wheel in "$wheels"/*.whl; do
    IFS=- read -r name version _ <<<"${wheel##*/}"
    read -r hash _ < <(sha256sum -- "$wheel")
    echo "$name==$version --hash=sha256:$hash"
done >"$wheels/requirements.txt"
"$python" -c 'import platform, sys; print(f"Python {sys.version_info[0]}.{sys.version_info[1]} on {platform.machine()}")' \
    >"$wheels/TARGET"
