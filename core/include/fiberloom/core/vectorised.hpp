#pragma once

/// Runs a loop with the widest registers that leave its rounding alone: AVX2 where there is one, without fused
/// multiplication, so that every machine finds the same bits.
///
///     vectorised([=]() FIBERLOOM_INLINE { kernel(a, b, size); });
///
/// The loop holds copies of pointers and numbers, so that what it writes cannot change what it loops over; its kernel
/// is inline and always_inline too.
///
/// A choice at run time instead of a compiler flag: the program runs on every x86-64, and elsewhere.
#define FIBERLOOM_INLINE __attribute__((always_inline))

/// In front of a loop whose passes do not look at each other's results.
#if defined(__clang__)
#define FIBERLOOM_INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define FIBERLOOM_INDEPENDENT _Pragma("GCC ivdep")
#endif

namespace fiberloom::core {

#if defined(__x86_64__) && defined(__GNUC__)
template <class Loop>
__attribute__((target("avx2"))) void with_avx2(Loop loop) {
  loop();
}

template <class Loop>
inline void vectorised(Loop loop) {
  if (__builtin_cpu_supports("avx2")) {
    with_avx2(loop);
  } else {
    loop();
  }
}
#else
template <class Loop>
inline void vectorised(Loop loop) {
  loop();
}
#endif

}  // namespace fiberloom::core
