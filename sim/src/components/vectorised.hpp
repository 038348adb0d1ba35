#pragma once

// Loops that the compiler turns into vector code, with the widest registers there are. The room is compiled without fused
// multiplication, so that these loops give the same bits on every machine.
#define SIM_INLINE __attribute__((always_inline))
#if defined(__clang__)
#define SIM_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define SIM_INDEPENDENT _Pragma("GCC ivdep")
#endif

namespace fiberloom::sim {

#if defined(__x86_64__) && defined(__GNUC__)
template <class Loop>
__attribute__((target("avx2"))) void with_avx2(Loop loop) {
  loop();
}

#if defined(__clang__)
template <class Loop>
void vectorised(Loop loop) {
  if (__builtin_cpu_supports("avx2") != 0) {
    with_avx2(loop);
  } else {
    loop();
  }
}
#else
template <class Loop>
__attribute__((target("avx512f,avx512dq,avx512vl,prefer-vector-width=512"))) void with_avx512(
    Loop loop) {
  loop();
}

/// Runs a loop that is an always_inline lambda over independent elements.
template <class Loop>
void vectorised(Loop loop) {
  if (__builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0) {
    with_avx512(loop);
  } else if (__builtin_cpu_supports("avx2") != 0) {
    with_avx2(loop);
  } else {
    loop();
  }
}
#endif
#else
template <class Loop>
void vectorised(Loop loop) {
  loop();
}
#endif

}  // namespace fiberloom::sim
