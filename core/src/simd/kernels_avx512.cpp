// The kernels for processors with avx512: compiled with that instruction set, called only where kernels.cpp finds it.
#define FIBERLOOM_VECTOR_BYTES 64
#include "lane_kernels.hpp"

namespace fiberloom::core {

extern const Kernels<float> float_kernels_avx512;
extern const Kernels<double> double_kernels_avx512;
const Kernels<float> float_kernels_avx512 = make_kernels<float>("avx512");
const Kernels<double> double_kernels_avx512 = make_kernels<double>("avx512");

}  // namespace fiberloom::core
