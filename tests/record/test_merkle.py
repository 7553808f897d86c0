"""RFC 6962, section 2.1, with the test vectors of its reference implementation."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from citycompact.record.merkle import leaf_hash, merkle_levels, merkle_path

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def test_the_published_vectors():
    leaves = [leaf_hash(bytes.fromhex(text)) for text in LEAVES]
    for count, root in ROOTS.items():
        assert merkle_levels(leaves[:count])[-1][0].hex() == root
    assert merkle_levels([])[-1][0] == hashlib.sha256(b"").digest()


@given(st.integers(1, 40), st.data())
def test_every_path_leads_to_the_root(count, data):
    levels = merkle_levels([leaf_hash(str(n).encode()) for n in range(count)])
    index = data.draw(st.integers(0, count - 1))
    node = levels[0][index]
    for side, other in merkle_path(levels, index):
        pair = bytes.fromhex(other) + node if side == "left" else node + bytes.fromhex(other)
        node = hashlib.sha256(b"\x01" + pair).digest()
    assert node == levels[-1][0]
