/* A clock that can be set: preloaded into every process of the stack, and into Postgres.

   The file named by FAULT_CAMPAIGN_CLOCK holds one number, the seconds by which the time of day is
   off. Writing it moves the clock of all running processes at once, as a step of the machine's
   clock would. Clocks that only measure durations stay as they are, as they do in a real step.
   libfaketime 0.9.10 cannot do this: with CLOCK_MONOTONIC left alone, sleeping fails with EINVAL. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <semaphore.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <dlfcn.h>

static const volatile int64_t *offset;

__attribute__((constructor)) static void open_clock(void) {
  const char *name = getenv("FAULT_CAMPAIGN_CLOCK");
  int file = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
  if (file < 0) return;
  void *page = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
  if (page != MAP_FAILED) offset = page;
  close(file);
}

static time_t off(void) { return offset ? (time_t)*offset : 0; }

int clock_gettime(clockid_t clock, struct timespec *now) {
  long failed = syscall(SYS_clock_gettime, clock, now);
  if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += off();
  return (int)failed;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec read;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &read)) return -1;
  now->tv_sec = read.tv_sec;
  now->tv_usec = read.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *told) {
  struct timespec read;
  clock_gettime(CLOCK_REALTIME, &read);
  if (told) *told = read.tv_sec;
  return read.tv_sec;
}

/* Its deadline is a time of day, and the kernel knows the real one. */
int sem_timedwait(sem_t *restrict semaphore, const struct timespec *restrict deadline) {
  static int (*real)(sem_t *, const struct timespec *);
  struct timespec moved = *deadline;
  if (!real) real = (int (*)(sem_t *, const struct timespec *))dlsym(RTLD_NEXT, "sem_timedwait");
  moved.tv_sec -= off();
  return real(semaphore, &moved);
}
