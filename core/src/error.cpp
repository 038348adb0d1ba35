#include <fiberloom/core/error.hpp>

#include <utility>

namespace fiberloom::core {

Error::Error(std::string code, const std::string& message)
    : std::runtime_error(message), code_(std::move(code)) {}

}  // namespace fiberloom::core
