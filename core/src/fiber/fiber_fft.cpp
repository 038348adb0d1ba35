#include <fiberloom/core/fiber/fiber_fft.hpp>

#include "fftw_fiber_fft.hpp"
#include "record_fiber_fft.hpp"

namespace fiberloom::core {

std::unique_ptr<const FiberFft> FiberFft::of(std::size_t size, bool has_filters) {
  if (RecordFiberFft::takes(size)) {
    return std::make_unique<const RecordFiberFft>(size);
  }
  return std::make_unique<const FftwFiberFft>(size, has_filters);
}

}  // namespace fiberloom::core
