"""Write what is made of the register map into docs/plc.md, deploy/plc/tags.csv and deploy/plc/inspector.st."""

from pathlib import Path

from inspector.plc import documents
from inspector.plc.contract import shipped_contract


def main() -> None:
    """Bring the three files up to the map; a test compares them."""
    contract, here = shipped_contract(), Path(__file__).parent
    guide, sample = here.parents[1] / "docs" / "plc.md", here / "inspector.st"
    text = guide.read_text(encoding="utf-8")
    made = documents.between_marks(text, documents.MARKDOWN_MARKS, documents.map_markdown(contract))
    guide.write_text(made, encoding="utf-8")
    text = sample.read_text(encoding="utf-8")
    made = documents.between_marks(text, documents.STRUCTURED_TEXT_MARKS, documents.map_structured_text(contract))
    sample.write_text(made, encoding="utf-8")
    (here / "tags.csv").write_text(documents.map_csv(contract), encoding="utf-8")


if __name__ == "__main__":
    main()
