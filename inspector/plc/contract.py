"""The register map as shipped with the package."""

from importlib import resources

from inspector.plc.registers import Contract, WordOrder, parse_contract


def shipped_contract(word_order: WordOrder | None = None) -> Contract:
    """Return the contract of `register_map.toml`; `word_order` turns the words of every u32 round where it differs."""
    text = resources.files("inspector.plc").joinpath("register_map.toml").read_text(encoding="utf-8")
    contract = parse_contract(text)
    return contract.in_order(word_order) if word_order else contract
