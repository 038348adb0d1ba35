#include <fiberloom/core/error.hpp>
#include <fiberloom/core/frame.hpp>

namespace fiberloom::core {

TimeGrid Frame::grid() const {
  if (samples == 0 || oversampling == 0) {
    throw InputError("input.grid",
                     "frame: needs at least one sample and an oversampling of 1 or more");
  }
  return TimeGrid(grid_size(), 1.0 / static_cast<double>(oversampling));
}

}  // namespace fiberloom::core
