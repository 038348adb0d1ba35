// The kernels for every processor: compiled with that instruction set, called only where kernels.cpp finds it.
#define FIBERLOOM_VECTOR_BYTES 16
#include "lane_kernels.hpp"

namespace fiberloom::core {

extern const Kernels<float> float_kernels_baseline;
extern const Kernels<double> double_kernels_baseline;
const Kernels<float> float_kernels_baseline = make_kernels<float>("baseline");
const Kernels<double> double_kernels_baseline = make_kernels<double>("baseline");

}  // namespace fiberloom::core
