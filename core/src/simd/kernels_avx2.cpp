// The kernels for processors with avx2: compiled with that instruction set, called only where kernels.cpp finds it.
#define FIBERLOOM_VECTOR_BYTES 32
#include "lane_kernels.hpp"

namespace fiberloom::core {

extern const Kernels<float> float_kernels_avx2;
extern const Kernels<double> double_kernels_avx2;
const Kernels<float> float_kernels_avx2 = make_kernels<float>("avx2");
const Kernels<double> double_kernels_avx2 = make_kernels<double>("avx2");

}  // namespace fiberloom::core
