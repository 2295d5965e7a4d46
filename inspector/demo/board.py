"""The demo product as a list: a motor controller's board in a milled aluminium carrier, in golden px."""

from dataclasses import dataclass
from functools import cache

from inspector.demo.package import Component, Kind
from inspector.demo.shape import Place, Points
from inspector.part import Box

CARRIER = Box(34, 30, 1246, 930)
POCKET = Box(98, 94, 1182, 866)
BOARD = Box(104, 100, 1176, 860)
BANDS = (Box(-24, -24, 1304, 126), Box(-24, 834, 1304, 984), Box(-24, 126, 130, 834), Box(1150, 126, 1304, 834))
"""Everything but the plain middle of the board, which is `MIDDLE`."""
MIDDLE = Box(130, 126, 1150, 834)
RAILS = (Box(44, 34, 1236, 88), Box(44, 872, 1236, 926), Box(38, 88, 92, 872), Box(1188, 88, 1242, 872))
LABEL = Box(196, 694, 474, 806)
BOARD_SCREWS = (Place(148, 144), Place(1132, 144), Place(148, 816), Place(1132, 816))
CARRIER_SCREWS = (Place(68, 64), Place(1212, 64), Place(68, 896), Place(1212, 896))
DOWELS = (Place(640, 62), Place(640, 898))
LABEL_FIELDS = (Box(206, 704, 300, 796), Box(320, 726, 456, 774))
VARIABLE_FIELDS = (
    *LABEL_FIELDS,
    *[Box(p.x - 12, p.y - 12, p.x + 12, p.y + 12) for p in CARRIER_SCREWS],
    *[Box(p.x - 10, p.y - 10, p.x + 10, p.y + 10) for p in BOARD_SCREWS],
)
"""What differs on every good part: `LABEL_FIELDS` with data matrix, serial number and lot, and the screws' sockets."""
FIDUCIALS = (Place(212, 142), Place(1010, 832), Place(212, 640))


@dataclass(frozen=True, slots=True)
class Wire:
    """One copper track under the mask."""

    through: Points
    width: float = 3.5


@dataclass(frozen=True, slots=True)
class Print:
    """One line of silkscreen print."""

    place: Place
    words: str
    size_px: float = 11.0

    def box(self) -> Box:
        """Return the room it takes, generously."""
        half = self.size_px * len(self.words) / 3
        return Box(self.place.x - half, self.place.y - 14, self.place.x + half, self.place.y + 14)


@cache
def components() -> tuple[Component, ...]:
    """Return every part on the board."""
    return (*_connectors(), *_logic(), *_power(), *_small())


@cache
def wires() -> tuple[Wire, ...]:
    """Return every visible track."""
    header_to_mcu = [_jog(318 + 16 * k, 198, 441.5 + 11 * k, 344, 286) for k in range(12)]
    mcu_to_driver = [_side_jog(590, 402.5 + 11 * k, 690, 402.5 + 11 * k, 640) for k in range(3)]
    mcu_to_can = [_side_jog(412, 369.5 + 11 * k, 352, 294 + 13 * k, 384 - 5 * k) for k in range(4)]
    mcu_to_can2 = [_side_jog(412, 413.5 + 11 * k, 352, 396 + 13 * k, 374 + 4 * k) for k in range(4)]
    mcu_to_rows = [_jog(441.5 + 11 * k, 518, 494 + 22 * k, 676, 590 + 5 * k) for k in range(8)]
    wafer = [_side_jog(186, 414 + 28 * k, 246, 414 + 13 * k + 40, 206 + 6 * k) for k in range(5)]
    power = [
        Wire(((738, 238), (738, 268), (708, 290)), 9),
        Wire(((876, 238), (876, 300), (946, 330)), 14),
        Wire(((922, 238), (922, 280), (960, 300)), 14),
    ]
    drive = [
        Wire(((770.5, 388), (770.5, 424), (786.5, 440), (797, 440), (805, 448), (805, 456)), 5.0),
        Wire(((783.5, 388), (783.5, 416), (795.5, 428), (888, 428), (905, 445), (905, 456)), 5.0),
    ]
    leds = [_jog(494 + 22 * k, 722, 560 + 50 * k, 754, 738) for k in range(3)]
    crystal = [_side_jog(412, 479.5 + 11 * k, 300 + 24 * k, 518, 384 - 6 * k) for k in range(2)]
    pulls = [_side_jog(254, 262 + 30 * k, 281, 294 + 8 * k, 268 + 2 * k) for k in range(4)]
    shunt = [Wire(((704 + 104 * k, 690), (704 + 104 * k, 708)), 22) for k in range(3)]
    phase = [Wire(((704 + 104 * k, 568), (704 + 104 * k, 582)), 26) for k in range(3)]
    bus = [_jog(830 + 16 * k, 742, 712 + 30 * k, 808, 772 + 4 * k) for k in range(3)]
    can = [_side_jog(1036, 752 + 10 * k, 960, 816 + 10 * k, 1016 - 6 * k) for k in range(2)]
    more = (*leds, *crystal, *pulls, *shunt, *phase, *bus, *can)
    return (*more, *header_to_mcu, *mcu_to_driver, *mcu_to_can, *mcu_to_can2, *mcu_to_rows, *wafer, *power, *drive)


def prints() -> tuple[Print, ...]:
    """Return the silkscreen's lines of print; the refs of the parts come from the parts."""
    return (
        Print(Place(690, 830), "MC-4  MOTOR CONTROL  REV C", 21),
        Print(Place(926, 834), "94V-0", 12),
        Print(Place(248, 214), "J1  I/O", 13),
        Print(Place(868, 214), "J2   24V  GND  U  V  W  PE", 13),
        Print(Place(196, 566), "J3 HALL", 12),
        Print(Place(1044, 718), "J4 CAN", 12),
        Print(Place(300, 832), "MADE FOR LINE TESTS", 13),
        Print(Place(560, 800), "RUN", 11),
        Print(Place(610, 800), "ERR", 11),
        Print(Place(660, 800), "BUS", 11),
    )


def test_points() -> tuple[Place, ...]:
    """Return the bare gold test points."""
    return tuple(Place(590 + 26 * k, 262) for k in range(4)) + tuple(Place(240, 600 + 0 * k + 26 * k) for k in range(2))


def _jog(x0: float, y0: float, x1: float, y1: float, turn_y: float, width: float = 3.5) -> Wire:
    return Wire(((x0, y0), (x0, turn_y - abs(x1 - x0) / 2), (x1, turn_y + abs(x1 - x0) / 2), (x1, y1)), width)


def _side_jog(x0: float, y0: float, x1: float, y1: float, turn_x: float) -> Wire:
    slant = abs(y1 - y0) / 2 * (1 if x1 > x0 else -1)
    return Wire(((x0, y0), (turn_x - slant, y0), (turn_x + slant, y1), (x1, y1)))


def _connectors() -> tuple[Component, ...]:
    return (
        Component(Kind.BOX_HEADER, "J1", Place(420, 158), 296, 78, "", 10),
        Component(Kind.PLUG_HEADER, "J2", Place(868, 156), 296, 88, "", 6),
        Component(Kind.WAFER, "J3", Place(154, 470, 90), 158, 64, "", 5),
        Component(Kind.WAFER, "J4", Place(1096, 758, 180), 104, 60, "", 3),
    )


def _logic() -> tuple[Component, ...]:
    return (
        Component(Kind.QFP, "U1", Place(502, 430), 144, 144, "KR32F407/VGT6/2431 A2", 12),
        Component(Kind.SOIC, "U2", Place(738, 340), 112, 58, "DR8323/24GK", 8),
        Component(Kind.SOIC, "U3", Place(322, 314, 90), 58, 44, "TC1051", 4),
        Component(Kind.SOIC, "U4", Place(322, 416, 90), 58, 44, "25Q64", 4),
        Component(Kind.CRYSTAL, "Y1", Place(306, 542), 96, 38, "16.000"),
        *[Component(Kind.SOT23, f"Q{11 + k}", Place(318 + 46 * k, 240), 28, 15, "W1p") for k in range(4)],
    )


def _power() -> tuple[Component, ...]:
    return (
        *[Component(Kind.DPAK, f"Q{1 + k}", Place(700 + 104 * k, 506), 62, 50, "N06L/4K2") for k in range(3)],
        *[Component(Kind.DPAK, f"Q{4 + k}", Place(700 + 104 * k, 634), 62, 50, "N06L/4K2") for k in range(3)],
        Component(Kind.DPAK, "U5", Place(640, 172), 62, 50, "LM1117/5.0"),
        Component(Kind.INDUCTOR, "L1", Place(968, 348), 84, 84, "220"),
        Component(Kind.INDUCTOR, "L2", Place(860, 390), 52, 52, "4R7"),
        *[Component(Kind.ELCO, f"C{40 + k}", Place(1092, 292 + 116 * k), 88, 88, "100/35V/UKH") for k in range(3)],
        Component(Kind.ELCO, "C43", Place(1098, 664, 90), 70, 70, "47/35V/UKH"),
        Component(Kind.TANTALUM, "C30", Place(596, 636), 58, 36, "107C"),
        Component(Kind.TANTALUM, "C31", Place(596, 582), 58, 36, "107C"),
        Component(Kind.DIODE, "D1", Place(980, 270), 50, 30, "SS34"),
        Component(Kind.DIODE, "D2", Place(974, 782), 50, 30, "SMAJ"),
        Component(Kind.DIODE, "D3", Place(886, 782), 50, 30, "SMAJ"),
    )


def _small() -> tuple[Component, ...]:
    around_mcu = [(386, 336), (614, 336), (386, 530), (608, 496), (424, 560), (640, 464)]
    caps = [
        Component(Kind.CAPACITOR, f"C{1 + k}", Place(x, y, 90 * (k % 2)), 22, 13) for k, (x, y) in enumerate(around_mcu)
    ]
    caps += [Component(Kind.CAPACITOR, f"C{10 + k}", Place(262 + 88 * k, 582, 0), 26, 16) for k in range(2)]
    caps += [Component(Kind.CAPACITOR, f"C{20 + k}", Place(846 + 38 * k, 270, 90), 38, 22) for k in range(3)]
    caps += [Component(Kind.CAPACITOR, f"C{25 + k}", Place(672 + 36 * k, 418, 90), 22, 13) for k in range(3)]
    values = ("103", "472", "103", "100", "222", "4R7", "103", "472")
    grid = [Component(Kind.RESISTOR, f"R{1 + k}", Place(494 + 22 * k, 702, 90), 26, 15, values[k]) for k in range(8)]
    shunts = [Component(Kind.RESISTOR, f"R{20 + k}", Place(704 + 104 * k, 724), 56, 30, "R005") for k in range(3)]
    gates = [Component(Kind.RESISTOR, f"R{30 + k}", Place(640, 506 + 30 * k), 24, 14, "10R") for k in range(2)]
    pulls = [Component(Kind.RESISTOR, f"R{40 + k}", Place(238, 262 + 30 * k), 26, 15, "472") for k in range(6)]
    caps += [Component(Kind.CAPACITOR, f"C{50 + k}", Place(150, 600 + 34 * k), 26, 16) for k in range(5)]
    caps += [Component(Kind.CAPACITOR, f"C{55 + k}", Place(590 + 100 * k, 146, 90), 26, 16) for k in range(2)]
    pulls += [Component(Kind.RESISTOR, f"R{50 + k}", Place(712 + 30 * k, 782, 90), 26, 15, "221") for k in range(5)]
    leds = [Component(Kind.LED, f"D{10 + k}", Place(560 + 50 * k, 774, 90), 26, 15) for k in range(3)]
    return (*caps, *grid, *shunts, *gates, *pulls, *leds)
