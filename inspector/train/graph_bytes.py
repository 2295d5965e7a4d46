"""An ONNX graph as the bytes that are shipped: checked, and the same bytes each time."""

import onnx


def checked(model: onnx.ModelProto) -> bytes:
    """Return `model` as bytes.

    Raises
    ------
    onnx.checker.ValidationError
        It is no graph that a runtime could take. Nothing is shipped.
    """
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString(deterministic=True))
