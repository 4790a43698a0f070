/// Which of the known names somebody may have meant.
enum Spelling {
    /// The nearest name, where it is near enough.
    static func nearest(to typed: String, among names: [String]) -> String? {
        let found = names.map { (name: $0, distance: distance(typed, $0)) }.min { $0.distance < $1.distance }
        guard let found, found.distance <= max(2, found.name.count / 3) else { return nil }
        return found.name
    }

    /// How many letters have to be put in, taken out, replaced or swapped with their neighbour.
    static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.lowercased()), Array(right.lowercased()))
        var older: [Int] = []
        var old = Array(0...right.count)
        for row in left.indices {
            var new = [row + 1]
            for column in right.indices {
                let isSame = left[row] == right[column]
                var best = min(old[column] + (isSame ? 0 : 1), old[column + 1] + 1, new[column] + 1)
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    best = min(best, older[column - 1] + 1)
                }
                new.append(best)
            }
            older = old
            old = new
        }
        return old[right.count]
    }
}
