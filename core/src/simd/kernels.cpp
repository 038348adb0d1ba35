#include <cstdlib>
#include <string_view>

#include "kernel_table.hpp"
#include "record_kernel_table.hpp"

namespace fiberloom::core {

extern const Kernels<float> float_kernels_baseline;
extern const Kernels<double> double_kernels_baseline;
extern const RecordKernels record_kernels_baseline;

#ifdef FIBERLOOM_X86_KERNELS

extern const Kernels<float> float_kernels_avx2;
extern const Kernels<double> double_kernels_avx2;
extern const RecordKernels record_kernels_avx2;
extern const Kernels<float> float_kernels_avx512;
extern const Kernels<double> double_kernels_avx512;
extern const RecordKernels record_kernels_avx512;

namespace {

enum class Width { baseline, avx2, avx512 };

Width widest_here() {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq")) {
    return Width::avx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    return Width::avx2;
  }
  return Width::baseline;
}

// FIBERLOOM_KERNELS=baseline or avx2 takes narrower vectors than the processor has: for tests, and to compare results
// with those of another machine.
Width chosen_width() {
  const Width widest = widest_here();
  const char* wish = std::getenv("FIBERLOOM_KERNELS");
  if (wish == nullptr) {
    return widest;
  }
  if (std::string_view(wish) == "baseline") {
    return Width::baseline;
  }
  return std::string_view(wish) == "avx2" && widest != Width::baseline ? Width::avx2 : widest;
}

template <class Table>
const Table& choose(const Table& baseline, const Table& avx2, const Table& avx512) {
  static const Width width = chosen_width();
  switch (width) {
    case Width::avx512:
      return avx512;
    case Width::avx2:
      return avx2;
    case Width::baseline:
      break;
  }
  return baseline;
}

}  // namespace

template <>
const Kernels<float>& kernels<float>() {
  return choose(float_kernels_baseline, float_kernels_avx2, float_kernels_avx512);
}

template <>
const Kernels<double>& kernels<double>() {
  return choose(double_kernels_baseline, double_kernels_avx2, double_kernels_avx512);
}

const RecordKernels& record_kernels() {
  return choose(record_kernels_baseline, record_kernels_avx2, record_kernels_avx512);
}

#else

template <>
const Kernels<float>& kernels<float>() {
  return float_kernels_baseline;
}

template <>
const Kernels<double>& kernels<double>() {
  return double_kernels_baseline;
}

const RecordKernels& record_kernels() { return record_kernels_baseline; }

#endif

}  // namespace fiberloom::core
