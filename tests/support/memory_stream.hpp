#pragma once

#include <algorithm>
#include <fiberloom/drivers/wire/byte_stream.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <string>

namespace fiberloom::test {

/// A stream that gives what it was made with, in pieces of a chosen size, and keeps what is written. Then it has hung up.
class FakeStream final : public drivers::ByteStream {
 public:
  explicit FakeStream(std::string incoming, std::size_t piece = 1U << 20U)
      : incoming_(std::move(incoming)), piece_(piece) {}

  std::size_t read_some(std::span<char> buffer, const drivers::Until&) override {
    const std::size_t count = std::min({buffer.size(), piece_, available()});
    if (count == 0) {
      throw drivers::closed_error(name_, "reading");
    }
    std::copy_n(incoming_.data() + at_, count, buffer.data());
    at_ += count;
    return count;
  }
  void write_parts(std::span<const std::string_view> parts, const drivers::Until&) override {
    for (const std::string_view part : parts) {
      written += part;
    }
  }
  std::size_t available() override { return incoming_.size() - at_; }
  const std::string& name() const noexcept override { return name_; }

  std::string written{};

 private:
  std::string incoming_;
  std::size_t piece_;
  std::size_t at_ = 0;
  std::string name_ = "fake stream";
};

}  // namespace fiberloom::test
