/* A disk that is slow or hangs, for one process: LD_PRELOAD this, and name a file in SLOW_DISK.

   While that file is there, every fsync and fdatasync takes as many milliseconds longer as it says, and with 0 it does
   not come back before the file is gone. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void hold(void)
{
    const char *name = getenv("SLOW_DISK");
    FILE *file;

    while (name && (file = fopen(name, "r"))) {
        int milliseconds = 0;
        int found = fscanf(file, "%d", &milliseconds);

        fclose(file);
        usleep(found == 1 && milliseconds > 0 ? (useconds_t)milliseconds * 1000 : 5000);
        if (found == 1 && milliseconds > 0)
            return;
    }
}

static int sync_by(const char *name, int file)
{
    int (*real)(int);

    *(void **)&real = dlsym(RTLD_NEXT, name);
    hold();
    return real(file);
}

int fsync(int file)
{
    return sync_by("fsync", file);
}

int fdatasync(int file)
{
    return sync_by("fdatasync", file);
}
