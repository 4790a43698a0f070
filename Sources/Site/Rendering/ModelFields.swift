import Mustache

/// A view model, or a part of one, taken apart once: its stored properties by name.
///
/// Left to itself, Mustache reflects each value of its stack anew for each tag, which took nine tenths of the time of
/// a table.
struct ModelFields: MustacheParent, MustacheCustomRepresentation {
    /// The names, the same for all values of a type.
    final class Shape: Sendable {
        let places: [String: Int]

        init(_ places: [String: Int]) { self.places = places }
    }

    let shape: Shape
    let values: [Any]

    var representation: Any? { self }

    func child(named name: String) -> Any? {
        shape.places[name].map { values[$0] }
    }
}

/// A text as Mustache is told to print it; where there is none, the tag is known all the same and shows nothing.
struct ShownText: MustacheCustomRenderable, MustacheCustomRepresentation {
    static let nothing = ShownText(renderText: "", isNull: true)

    var renderText: String
    var isNull = false

    // Says at once what Mustache would ask the runtime for, twice for each tag.
    var representation: Any? { self }
}

/// Takes a view model apart.
struct FieldReader {
    private var shapes: [ObjectIdentifier: ModelFields.Shape] = [:]

    mutating func fields(of value: Any) -> ModelFields {
        let children = Mirror(reflecting: value).children
        let shape = shape(of: value, children)
        var values: [Any] = []
        values.reserveCapacity(shape.places.count)
        for child in children { values.append(shown(child.value)) }
        return ModelFields(shape: shape, values: values)
    }

    private mutating func shape(of value: Any, _ children: Mirror.Children) -> ModelFields.Shape {
        let type = ObjectIdentifier(type(of: value))
        if let known = shapes[type] { return known }
        var places: [String: Int] = [:]
        for (place, child) in children.enumerated() { places[child.label ?? ""] = place }
        let shape = ModelFields.Shape(places)
        shapes[type] = shape
        return shape
    }

    /// The commonest types first, as comparing types takes the least.
    private mutating func shown(_ value: Any) -> Any {
        let type = type(of: value)
        if type == String.self, let text = value as? String { return ShownText(renderText: text) }
        if type == String?.self, let text = value as? String? {
            return text.map { ShownText(renderText: $0) } ?? .nothing
        }
        if type == Bool.self { return value }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { shown($0.value) } ?? ShownText.nothing
        case .collection: return mirror.children.map { shown($0.value) }
        case .struct where !(value is any CustomStringConvertible): return fields(of: value)
        default: return value
        }
    }
}
