//! The public API in a browser's worker: on the CPU and, in a build that has it, on WebGPU.
//!
//! `wasm-pack test --headless --chrome`; `webdriver.json` gives the browser a software adapter.
#![cfg(all(feature = "engine", target_arch = "wasm32"))]

mod support;

use metavae::device::Compute;
use support::{
    copies, few_shot, hypernetwork, kernels, latents, memory, meta, meta_training, oracle,
    pictures, scenario,
};
use wasm_bindgen_test::{console_log, wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// The same hash stands in `src/data/synth/tests.rs`: a seed means the same digits everywhere.
#[wasm_bindgen_test]
fn built_in_digits_are_those_of_a_native_build() {
    assert_eq!(
        metavae::data::synth::digits(1_000, 1).content_hash(),
        "bcb06ba2d922c2ea8de7fbe4e8255f039861f15528a1b1db71b5d8126976b6b3"
    );
}

mod cpu {
    use super::*;

    #[wasm_bindgen_test]
    async fn agrees_with_pytorch() {
        let (error, name) = oracle::agrees_with_pytorch(&Compute::cpu().device, 1e-4).await;
        console_log!("CPU: largest relative error {error:e}, at {name}");
    }

    #[wasm_bindgen_test]
    async fn a_hypernetwork_agrees_with_pytorch() {
        let (error, name) = hypernetwork::agrees_with_pytorch(&Compute::cpu().device, 1e-4).await;
        console_log!("CPU: largest relative error {error:e}, at {name}");
    }

    #[wasm_bindgen_test]
    async fn meta_gradients_agree_with_pytorch() {
        let worst = meta::agrees_with_pytorch(&Compute::cpu().device, 1e-4, 0.2).await;
        console_log!("CPU: largest relative errors, first and second order: {worst:?}");
    }

    #[wasm_bindgen_test]
    async fn kernels_agree_with_burns() {
        kernels::agree_with_burns(&Compute::cpu().device, 1e-5).await;
    }

    macro_rules! scenarios {
        ($part:ident: $($name:ident),* $(,)?) => {$(
            #[wasm_bindgen_test]
            async fn $name() {
                $part::$name(&Compute::cpu()).await;
            }
        )*};
    }

    scenarios!(
        scenario:
        pretraining_lowers_the_loss,
        a_seed_fixes_a_run,
        fine_tuning_changes_only_a_copy,
        stopping_keeps_what_was_learnt,
        a_diverging_run_goes_back,
        an_update_that_blows_up_is_undone,
        the_articles_reduction_presses_the_kl_down,
    );

    scenarios!(
        copies:
        training_changes_only_a_copy,
    );

    scenarios!(
        pictures:
        drawings_are_encoded_or_refused,
        no_input_overflows,
        codes_are_shown,
        weights_that_make_no_numbers_are_refused,
    );

    scenarios!(
        few_shot:
        methods_learn_a_task,
        what_a_method_lacks_is_said,
        a_task_is_kept_by_its_number,
        an_episode_is_scored,
    );

    scenarios!(memory: a_memory_is_kept, a_memory_is_restored);

    scenarios!(
        latents:
        a_model_of_every_size_lives,
        other_sizes_are_refused,
        methods_learn_with_two_latents,
        a_memory_follows_the_size,
    );

    scenarios!(
        meta_training:
        every_algorithm_meta_trains,
        every_algorithm_meta_trains_two_latents,
        meta_training_is_stopped,
    );
}

#[cfg(feature = "webgpu")]
mod webgpu {
    use super::*;
    use metavae::device::Kind;
    use std::cell::RefCell;

    thread_local! {
        static OPENED: RefCell<Option<Compute>> = const { RefCell::new(None) };
    }

    /// The one device of this process. Fails the test where there is no adapter: a suite that
    /// skips is green on nothing.
    async fn adapter() -> Compute {
        if let Some(compute) = OPENED.with_borrow(Clone::clone) {
            return compute;
        }
        let compute = Compute::webgpu().await.expect("the browser has a WebGPU adapter");
        assert_eq!(compute.kind, Kind::WebGpu);
        assert!(!compute.name.is_empty());
        console_log!("WebGPU adapter: {}", compute.name);
        OPENED.set(Some(compute.clone()));
        compute
    }

    #[wasm_bindgen_test]
    async fn agrees_with_pytorch() {
        let (error, name) = oracle::agrees_with_pytorch(&adapter().await.device, 1e-3).await;
        console_log!("WebGPU: largest relative error {error:e}, at {name}");
    }

    #[wasm_bindgen_test]
    async fn a_hypernetwork_agrees_with_pytorch() {
        let (error, name) = hypernetwork::agrees_with_pytorch(&adapter().await.device, 1e-3).await;
        console_log!("WebGPU: largest relative error {error:e}, at {name}");
    }

    #[wasm_bindgen_test]
    async fn meta_gradients_agree_with_pytorch() {
        let worst = meta::agrees_with_pytorch(&adapter().await.device, 1e-3, 0.2).await;
        console_log!("WebGPU: largest relative errors, first and second order: {worst:?}");
    }

    #[wasm_bindgen_test]
    async fn kernels_agree_with_burns() {
        kernels::agree_with_burns(&adapter().await.device, 1e-4).await;
    }

    macro_rules! scenarios {
        ($part:ident: $($name:ident),* $(,)?) => {$(
            #[wasm_bindgen_test]
            async fn $name() {
                $part::$name(&adapter().await).await;
            }
        )*};
    }

    // On a software adapter a step of batch 32 takes over a second; these are the scenarios in
    // which the device matters.
    scenarios!(
        scenario:
        pretraining_lowers_the_loss,
        fine_tuning_changes_only_a_copy,
        a_diverging_run_goes_back,
    );

    scenarios!(
        pictures:
        drawings_are_encoded_or_refused,
        no_input_overflows,
        codes_are_shown,
        weights_that_make_no_numbers_are_refused,
    );

    scenarios!(
        few_shot:
        methods_learn_a_task,
    );

    scenarios!(
        latents:
        a_model_of_every_size_lives,
        a_memory_follows_the_size,
    );

    scenarios!(
        meta_training:
        every_algorithm_meta_trains,
    );
}
