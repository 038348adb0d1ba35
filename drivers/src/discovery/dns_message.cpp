#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fiberloom/core/error.hpp>
#include <fiberloom/drivers/discovery/dns_message.hpp>
#include <fiberloom/drivers/wire/transport_error.hpp>
#include <optional>

namespace fiberloom::drivers::dns {
namespace {

constexpr std::uint16_t internet = 1;
constexpr std::uint16_t class_mask = 0x7fff;  // multicast DNS puts a flag into the highest bit
constexpr std::uint16_t response_flag = 0x8000;
constexpr std::uint16_t authoritative_flag = 0x0400;
constexpr std::size_t longest_label = 63;
constexpr std::size_t longest_name = 255;
constexpr unsigned pointer_bits = 0xc0;
constexpr std::uint32_t time_to_live_s = 10;

core::InstrumentError malformed(std::string_view what) { return protocol_error("dns", what); }

class Writer {
 public:
  void number(std::uint32_t value, unsigned num_bytes) {
    for (unsigned shift = 8 * num_bytes; shift > 0; shift -= 8) {
      bytes_ += static_cast<char>((value >> (shift - 8)) & 0xffU);
    }
  }
  void name(const Name& name) {
    std::size_t length = 1;
    for (const std::string& label : name) {
      length += 1 + label.size();
      if (label.empty() || label.size() > longest_label || length > longest_name) {
        throw core::InputError("input.dns_name",
                               fmt::format("dns: \"{}\" is no name: labels have 1 to 63 bytes, "
                                           "all of it at most 255",
                                           to_text(name)));
      }
      text(label);
    }
    number(0, 1);
  }
  void text(std::string_view text) {
    number(static_cast<std::uint32_t>(text.size()), 1);
    bytes_ += text;
  }
  void bytes(std::string_view bytes) { bytes_ += bytes; }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_{};
};

class Reader {
 public:
  Reader(std::string_view message, std::size_t begin, std::size_t end)
      : message_(message), at_(begin), end_(end) {}
  explicit Reader(std::string_view message) : Reader(message, 0, message.size()) {}

  std::string_view bytes(std::size_t count) {
    if (count > end_ - at_) {
      throw malformed("a message ends before its records do");
    }
    const std::string_view taken = message_.substr(at_, count);
    at_ += count;
    return taken;
  }
  std::uint32_t number(std::size_t num_bytes) {
    std::uint32_t value = 0;
    for (const char byte : bytes(num_bytes)) {
      value = value << 8U | static_cast<unsigned char>(byte);
    }
    return value;
  }
  std::uint16_t word() { return static_cast<std::uint16_t>(number(2)); }
  std::string_view text() { return bytes(number(1)); }

  // A pointer ends a name with labels that stand further in front.
  Name name() {
    Name name;
    std::size_t length = 1;
    std::size_t earliest = at_;
    std::optional<Reader> elsewhere;
    for (;;) {
      Reader& here = elsewhere ? *elsewhere : *this;
      const auto size = here.number(1);
      if (size == 0) {
        return name;
      }
      if ((size & pointer_bits) == pointer_bits) {
        const std::size_t target = (size & 0x3fU) << 8U | here.number(1);
        if (target >= earliest) {
          throw malformed("a compressed name does not lead backwards");
        }
        earliest = target;
        elsewhere = Reader(message_, target, message_.size());
        continue;
      }
      length += 1 + size;
      if (size > longest_label || length > longest_name) {
        throw malformed("a name is too long");
      }
      name.emplace_back(here.bytes(size));
    }
  }
  // The next bytes alone; names in them may still lead out of them.
  Reader part(std::size_t count) {
    const std::size_t begin = at_;
    bytes(count);
    return {message_, begin, at_};
  }
  [[nodiscard]] bool is_at_end() const { return at_ == end_; }

 private:
  std::string_view message_;
  std::size_t at_;
  std::size_t end_;
};

struct RecordWriter {
  Writer& writer;

  std::uint16_t operator()(const Pointer& pointer) const {
    writer.name(pointer.target);
    return type_ptr;
  }
  std::uint16_t operator()(const Texts& texts) const {
    for (const std::string& text : texts) {
      writer.text(std::string_view(text).substr(0, 255));
    }
    if (texts.empty()) {
      writer.text("");  // there is no record without any string
    }
    return type_txt;
  }
  std::uint16_t operator()(const Service& service) const {
    writer.number(0, 4);  // priority and weight
    writer.number(service.port, 2);
    writer.name(service.host);
    return type_srv;
  }
  std::uint16_t operator()(const Address& address) const {
    std::string_view rest = address.text;
    for (int i = 0; i < 4; ++i) {
      unsigned value = 0;
      const auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
      if (error != std::errc{} || value > 255) {
        throw core::InputError("input.dns_name",
                               fmt::format("dns: \"{}\" is no address", address.text));
      }
      writer.number(value, 1);
      const auto length = static_cast<std::size_t>(stop - rest.data());
      rest.remove_prefix(std::min(rest.size(), length + 1));
    }
    return type_a;
  }
};

void write(Writer& message, const Record& record) {
  Writer data;
  const std::uint16_t type = std::visit(RecordWriter{data}, record.data);
  message.name(record.name);
  message.number(type, 2);
  message.number(internet, 2);
  message.number(time_to_live_s, 4);
  message.number(static_cast<std::uint32_t>(data.bytes().size()), 2);
  message.bytes(data.bytes());
}

Texts texts_in(Reader data) {
  Texts texts;
  while (!data.is_at_end()) {
    if (const std::string_view text = data.text(); !text.empty()) {
      texts.emplace_back(text);
    }
  }
  return texts;
}

Service service_in(Reader data) {
  data.number(4);
  Service service{.port = data.word()};
  service.host = data.name();
  return service;
}

Address address_in(Reader data) {
  const auto next = [&data] { return data.number(1); };
  const auto first = next();
  const auto second = next();
  const auto third = next();
  return {fmt::format("{}.{}.{}.{}", first, second, third, next())};
}

// Nothing for a type that nobody here asks for.
std::optional<Record> read_record(Reader& reader) {
  Record record{.name = reader.name()};
  const std::uint16_t type = reader.word();
  const std::uint16_t record_class = reader.word();
  reader.number(4);
  Reader data = reader.part(reader.word());
  if ((record_class & class_mask) != internet) {
    return std::nullopt;
  }
  switch (type) {
    case type_ptr:
      record.data = Pointer{data.name()};
      return record;
    case type_txt:
      record.data = texts_in(data);
      return record;
    case type_srv:
      record.data = service_in(data);
      return record;
    case type_a:
      record.data = address_in(data);
      return record;
    default:
      return std::nullopt;
  }
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::string encode(const Message& message) {
  Writer writer;
  writer.number(0, 2);  // multicast DNS tells answers by what is in them
  writer.number(message.is_response ? response_flag | authoritative_flag : 0U, 2);
  writer.number(static_cast<std::uint32_t>(message.questions.size()), 2);
  writer.number(static_cast<std::uint32_t>(message.records.size()), 2);
  writer.number(0, 4);
  for (const Question& question : message.questions) {
    writer.name(question.name);
    writer.number(question.type, 2);
    writer.number(internet, 2);
  }
  for (const Record& record : message.records) {
    write(writer, record);
  }
  return writer.bytes();
}

Message decode(std::string_view bytes) {
  Reader reader(bytes);
  reader.word();
  Message message{.is_response = (reader.word() & response_flag) != 0};
  const std::uint16_t num_questions = reader.word();
  unsigned num_records = 0;
  for (int section = 0; section < 3; ++section) {
    num_records += reader.word();
  }
  for (unsigned i = 0; i < num_questions; ++i) {
    Question question{.name = reader.name()};
    question.type = reader.word();
    reader.word();
    message.questions.push_back(std::move(question));
  }
  for (unsigned i = 0; i < num_records; ++i) {
    if (auto record = read_record(reader)) {
      message.records.push_back(std::move(*record));
    }
  }
  return message;
}

std::string to_text(const Name& name) {
  std::string text;
  for (const std::string& label : name) {
    text += text.empty() ? "" : ".";
    for (const char c : label) {
      text += c == '.' || c == '\\' ? "\\" : "";
      text += c;
    }
  }
  return text;
}

bool is_same(const Name& a, const Name& b) {
  return std::ranges::equal(a, b, [](const std::string& x, const std::string& y) {
    return std::ranges::equal(x, y, {}, lower, lower);
  });
}

}  // namespace fiberloom::drivers::dns
