use super::*;

const IMAGE: [u8; PIXELS] = [0; PIXELS];
const SURE: [f32; 2] = [0.1, 0.1];

fn memory(capacity: usize) -> Memory {
    Memory::new(capacity, 2.0).unwrap()
}

#[test]
fn a_read_is_the_softmax_of_cosines() {
    let mut memory = memory(4);
    memory.write(&IMAGE, 0, &[1.0, 0.0], &SURE);
    memory.write(&IMAGE, 1, &[0.0, 5.0], &SURE);
    memory.write(&IMAGE, 1, &[-2.0, 0.0], &SURE);
    let recall = memory.read(&[3.0, 0.0], 2).unwrap();
    // Cosines 1, 0 and −1, times 2.
    let powers = [2f32.exp(), 1.0, (-2f32).exp()];
    let sum: f32 = powers.iter().sum();
    for (attention, power) in recall.attention.iter().zip(powers) {
        assert!((attention - power / sum).abs() < 1e-6);
    }
    assert!((recall.classes[1] - (powers[1] + powers[2]) / sum).abs() < 1e-6);
    assert!(memory.read(&[1.0, 0.0], 0).unwrap().classes.is_empty(), "a class that is gone");
}

#[test]
fn a_full_memory_forgets_what_is_least_used() {
    let mut memory = memory(2);
    assert!(memory.write(&IMAGE, 0, &[1.0, 0.0], &SURE).is_none());
    assert!(memory.write(&IMAGE, 1, &[0.0, 1.0], &SURE).is_none());
    (0..3).for_each(|_| drop(memory.read(&[0.0, 1.0], 2).unwrap()));
    let forgotten = memory.write(&IMAGE, 2, &[1.0, 1.0], &SURE).unwrap();
    assert_eq!(forgotten.label, 0, "nobody asked for it");
    let before = memory.clone();
    memory.look(&[1.0, 0.0], 3).unwrap();
    assert_eq!(memory, before, "a look leaves no mark");
    assert_eq!(memory.resize(1).unwrap().len(), 1);
    assert_eq!((memory.capacity(), memory.traces().len()), (1, 1));
    assert!(memory.resize(0).is_err() && Memory::new(0, 1.0).is_err());
    assert!(Memory::new(1, f32::NAN).is_err());
}

#[test]
fn traces_are_relabelled_forgotten_and_read_again() {
    let mut memory = memory(4);
    for label in 0..3 {
        memory.write(&IMAGE, label, &[label as f32, 1.0], &SURE);
    }
    memory.relabel(1, 2).unwrap();
    assert_eq!(memory.traces()[1].label, 2);
    memory.forget_class(0);
    let labels: Vec<_> = memory.traces().iter().map(|t| (t.id, t.label)).collect();
    assert_eq!(labels, [(1, 1), (2, 1)]);
    assert_eq!(memory.forget(2).unwrap().id, 2);
    assert!(memory.forget(2).is_err() && memory.relabel(9, 0).is_err());
    assert_eq!(memory.images().len(), PIXELS);
    let anew =
        Posteriors { mean: Rows::new(2, vec![7.0, 8.0]), variance: Rows::new(2, SURE.into()) };
    memory.reencoded(&anew);
    assert_eq!(memory.traces()[0].mean, [7.0, 8.0]);
    assert!(memory.prototypes(1).is_none(), "class 0 has no trace");
    memory.relabel(1, 0).unwrap();
    assert_eq!(memory.prototypes(1).unwrap().means().values(), [7.0, 8.0]);
    memory.write(&IMAGE, 1, &[9.0, 9.0], &SURE);
    assert_eq!(memory.prototypes(1).unwrap().means().values(), [7.0, 8.0], "of class 0 alone");
    memory.forget_class(1);
    memory.forget(1).unwrap();
    assert!(memory.read(&[1.0, 0.0], 1).is_err());
}
