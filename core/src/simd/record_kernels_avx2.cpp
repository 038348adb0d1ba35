// The passes over one long record for processors with avx2: see kernels_avx2.cpp.
#define FIBERLOOM_VECTOR_BYTES 32
#include "record_kernels.hpp"

namespace fiberloom::core {

extern const RecordKernels record_kernels_avx2;
const RecordKernels record_kernels_avx2 = make_record_kernels();

}  // namespace fiberloom::core
