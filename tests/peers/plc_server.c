/*
 * A PLC in C on libmodbus that is the server: the device calls it, reads its words and writes its own into it.
 *
 *     plc_server TRIGGER_ID [MANNERS]
 *
 * It shares no code with the product: the addresses below are those of docs/plc.md, typed by hand. It prints its port,
 * then runs one part through the four phases whenever the device is ready, and prints what it read:
 *     id=.. pass=.. reject=.. fault=.. outcome=.. reason=.. score=.. ready=..
 * MANNERS spoil its replies to every read, as libmodbus' own unit-test server does, until 12 of them were spoilt:
 *     short    two registers fewer than asked, in a frame that is whole
 *     tid      the transaction id of another request
 *     late     half a second later
 *     busy     exception 6
 *     dribble  byte by byte, 2 ms apart; never stops
 */
#include <arpa/inet.h>
#include <errno.h>
#include <modbus.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONTROL = 0, TRIGGER_ID = 1, STATUS = 16, OUTCOME = 17, REASON = 18, RESULT_ID = 19, SCORE = 20, WORDS = 64 };
enum { TRIGGER = 1 << 0, RESULT_ACK = 1 << 1 };
enum { READY = 1 << 1, TRIGGER_ACK = 1 << 2, RESULT_VALID = 1 << 5, PASS = 1 << 7, REJECT = 1 << 8, FAULT = 1 << 10 };
enum { SPOILT_MAX = 12 };

static modbus_mapping_t *memory;
static uint16_t *word;
static int phase;

/* One scan of the PLC's program. */
static void scan(uint16_t trigger_id) {
    uint16_t status = word[STATUS];
    if (phase == 0 && status & READY) {
        word[TRIGGER_ID] = trigger_id;
        word[CONTROL] = TRIGGER;
        phase = 1;
    } else if (phase == 1 && status & TRIGGER_ACK) {
        word[CONTROL] = 0;
        phase = 2;
    } else if (phase == 2 && status & RESULT_VALID) {
        printf("id=%u pass=%d reject=%d fault=%d outcome=%u reason=%u score=%u ", word[RESULT_ID], (status & PASS) != 0,
               (status & REJECT) != 0, (status & FAULT) != 0, word[OUTCOME], word[REASON], word[SCORE]);
        word[CONTROL] = RESULT_ACK;
        phase = 3;
    } else if (phase == 3 && !(status & RESULT_VALID)) {
        word[CONTROL] = 0;
        phase = 4;
    } else if (phase == 4 && status & READY) {
        printf("ready=1\n");
        fflush(stdout);
        phase = 5;
    }
}

/* Answers a read without libmodbus' reply function, which is too well behaved. */
static void answer_badly(modbus_t *link, const uint8_t *query, const char *manners) {
    int count = query[10] << 8 | query[11], start = query[8] << 8 | query[9];
    uint8_t reply[260];
    memcpy(reply, query, 8);
    if (!strcmp(manners, "short")) count -= 2;
    if (!strcmp(manners, "tid")) reply[1] ^= 0x55;
    if (!strcmp(manners, "late")) usleep(500000);
    reply[8] = (uint8_t)(2 * count);
    for (int i = 0; i < count; i++) {
        reply[9 + 2 * i] = (uint8_t)(word[start + i] >> 8);
        reply[10 + 2 * i] = (uint8_t)word[start + i];
    }
    int length = 9 + 2 * count;
    if (!strcmp(manners, "busy")) {
        reply[7] |= 0x80;
        reply[8] = MODBUS_EXCEPTION_SLAVE_OR_SERVER_BUSY;
        length = 9;
    }
    reply[4] = 0;
    reply[5] = (uint8_t)(length - 6);
    int pieces = !strcmp(manners, "dribble") ? length : 1, size = length / pieces;
    for (int i = 0; i < pieces; i++) {
        send(modbus_get_socket(link), reply + i * size, (size_t)size, MSG_NOSIGNAL);
        if (pieces > 1) usleep(2000);
    }
}

int main(int count, char **values) {
    if (count < 2) return 2;
    const char *manners = count > 2 ? values[2] : "";
    modbus_t *link = modbus_new_tcp("127.0.0.1", 0);
    memory = modbus_mapping_new(0, 0, WORDS, 0);
    if (link == NULL || memory == NULL) return 1;
    word = memory->tab_registers;
    int listening = modbus_tcp_listen(link, 4), spoilt = 0;
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    if (listening < 0 || getsockname(listening, (struct sockaddr *)&address, &size) != 0) return 1;
    printf("%d\n", ntohs(address.sin_port));
    fflush(stdout);
    for (;;) {
        if (modbus_tcp_accept(link, &listening) < 0) return 1;
        uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
        int length;
        while ((length = modbus_receive(link, query)) >= 0) {
            if (length == 0) continue;
            int spoil = *manners && query[7] == 3 && (spoilt < SPOILT_MAX || !strcmp(manners, "dribble"));
            if (spoil) {
                spoilt++;
                answer_badly(link, query, manners);
            } else {
                modbus_reply(link, query, length, memory);
                scan((uint16_t)atoi(values[1]));
            }
            if (!strcmp(manners, "dribble")) scan((uint16_t)atoi(values[1]));
        }
        modbus_close(link);
    }
}
