/*
 * A PLC in C on libmodbus: runs the four phases for one part and prints what it read, as plain numbers.
 *
 *     plc PORT TRIGGER_ID SERIAL
 *
 * It shares no code with the product: the addresses below are those of docs/plc.md, typed by hand.
 * Prints: trigger_ack=.. exposure_done=.. valid=.. pass=.. reject=.. fault=.. outcome=.. reason=.. id=.. score=..
 *         refused=.. ready=..
 */
#include <errno.h>
#include <modbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CONTROL = 0, PLC_WORDS = 6, STATUS = 16, DEVICE_WORDS = 30 };
enum { TRIGGER = 1 << 0, RESULT_ACK = 1 << 1 };
enum { READY = 1 << 1, TRIGGER_ACK = 1 << 2, EXPOSURE_DONE = 1 << 4, RESULT_VALID = 1 << 5 };
enum { PASS = 1 << 7, REJECT = 1 << 8, FAULT = 1 << 10 };

static modbus_t *link_to;
static uint16_t device[DEVICE_WORDS];
static uint16_t plc[PLC_WORDS];

static void give_up(const char *what) {
    fprintf(stderr, "%s: %s\n", what, modbus_strerror(errno));
    exit(1);
}

static void scan(void) {
    if (modbus_read_registers(link_to, STATUS, DEVICE_WORDS, device) != DEVICE_WORDS) give_up("read");
}

static void say(uint16_t control) {
    plc[CONTROL] = control;
    if (modbus_write_registers(link_to, CONTROL, PLC_WORDS, plc) != PLC_WORDS) give_up("write");
}

static void wait_for(uint16_t bit, int level) {
    for (int scans = 0; scans < 1000; scans++) {
        scan();
        if (((device[0] & bit) != 0) == level) return;
        usleep(5000);
    }
    errno = ETIMEDOUT;
    give_up("wait");
}

int main(int count, char **values) {
    if (count != 4) return 2;
    link_to = modbus_new_tcp("127.0.0.1", atoi(values[1]));
    if (link_to == NULL || modbus_set_slave(link_to, 1) != 0 || modbus_connect(link_to) != 0) give_up("connect");
    uint32_t serial = (uint32_t)strtoul(values[3], NULL, 10);
    plc[1] = (uint16_t)atoi(values[2]);
    plc[4] = (uint16_t)(serial >> 16);
    plc[5] = (uint16_t)(serial & 0xFFFF);

    wait_for(READY, 1);
    say(TRIGGER);
    wait_for(TRIGGER_ACK, 1);
    printf("trigger_ack=1 ");
    say(0);
    wait_for(RESULT_VALID, 1);
    uint16_t status = device[0];
    printf("exposure_done=%d valid=1 pass=%d reject=%d fault=%d ", (status & EXPOSURE_DONE) != 0, (status & PASS) != 0,
           (status & REJECT) != 0, (status & FAULT) != 0);
    printf("outcome=%u reason=%u id=%u score=%u ", device[1], device[2], device[3], device[4]);
    say(RESULT_ACK);
    wait_for(RESULT_VALID, 0);
    say(0);
    wait_for(READY, 1);
    /* The device's own words are not ours to write. */
    int refused = modbus_write_register(link_to, STATUS, PASS) == -1 && errno == EMBXILADD;
    printf("refused=%d ready=1\n", refused);
    modbus_close(link_to);
    modbus_free(link_to);
    return 0;
}
