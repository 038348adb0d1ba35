// The passes over one long record: see kernels_baseline.cpp.
#define FIBERLOOM_VECTOR_BYTES 16
#include "record_kernels.hpp"

namespace fiberloom::core {

extern const RecordKernels record_kernels_baseline;
const RecordKernels record_kernels_baseline = make_record_kernels();

}  // namespace fiberloom::core
