#pragma once

#include <cstddef>
#include <fiberloom/core/npy.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace fiberloom::core {

/// What the header of a .npy file promises.
struct NpyHeader {
  NpyType type = NpyType::float64;
  bool is_fortran_order = false;
  std::vector<std::size_t> shape;
  std::size_t data_begin = 0;  ///< offset of the first element in the file
};

/// Throws:  DocumentError "document.npy" that names `source_name` and the flaw.
[[nodiscard]] NpyHeader parse_npy_header(std::string_view bytes, std::string_view source_name);

[[nodiscard]] std::size_t element_bytes(NpyType type);

/// "(3, 4)", "(3,)", "()": as Python writes it.
[[nodiscard]] std::string shape_text(const std::vector<std::size_t>& shape);

[[noreturn]] void refuse_npy(std::string_view source_name, const std::string& why);

}  // namespace fiberloom::core
