"""The link to the controller that the settings choose."""

from inspector.plc.contract import shipped_contract
from inspector.plc.link import PlcLink
from inspector.plc.modbus_client import ModbusClientLink, ModbusClientSettings
from inspector.plc.modbus_rtu import ModbusRtuLink, ModbusRtuSettings
from inspector.plc.modbus_server import ModbusServerSettings, ModbusTcpLink
from inspector.plc.registers import WordOrder
from inspector.plc.serial_port import SerialSettings
from inspector.plc.state import HandshakeSettings
from inspector.settings import PlcLinkSettings, PlcRtuServerSettings, PlcTcpClientSettings, PlcTcpServerSettings


def link_of(plc: PlcLinkSettings) -> PlcLink:
    """Return the link that `plc` describes, not yet open."""
    contract = shipped_contract(WordOrder(plc.word_order))
    patience = HandshakeSettings(
        heartbeat_limit_s=plc.heartbeat_limit_ms / 1e3, heartbeat_required=plc.heartbeat_required
    )
    match plc:
        case PlcTcpServerSettings():
            return ModbusTcpLink(_server(plc, patience), contract)
        case PlcTcpClientSettings():
            return ModbusClientLink(_client(plc, patience), contract)
        case PlcRtuServerSettings():
            return ModbusRtuLink(ModbusRtuSettings(serial_of(plc), plc.unit_id, handshake=patience), contract)


def serial_of(plc: PlcRtuServerSettings) -> SerialSettings:
    """Return which serial port `plc` means, and how a character looks on it."""
    return SerialSettings(plc.device, plc.baud, plc.parity, plc.stop_bits, plc.echo)


def _server(plc: PlcTcpServerSettings, patience: HandshakeSettings) -> ModbusServerSettings:
    return ModbusServerSettings(
        host=plc.host,
        port=plc.port,
        unit_id=plc.unit_id,
        allowed=plc.allowed,
        writer=plc.writer,
        writer_unit_id=plc.writer_unit_id or None,
        connections_max=plc.connections_max,
        idle_s=plc.idle_s,
        handshake=patience,
    )


def _client(plc: PlcTcpClientSettings, patience: HandshakeSettings) -> ModbusClientSettings:
    return ModbusClientSettings(
        host=plc.host,
        port=plc.port,
        unit_id=plc.unit_id,
        first_register=plc.first_register,
        poll_s=plc.poll_ms / 1e3,
        reply_timeout_s=plc.reply_timeout_ms / 1e3,
        handshake=patience,
    )
